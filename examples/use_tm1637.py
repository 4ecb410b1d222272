# SPDX-License-Identifier: MIT
# Counts down on a display; without one, shows what goes over the wires.
import tm1637


class Pin:
    OUT = 1

    def __init__(self, name):
        self.name = name
        self.changes = 0

    def init(self, mode, value=0):
        self(value)

    def __call__(self, value):
        self.changes += 1


clk, dio = Pin("clk"), Pin("dio")
display = tm1637.TM1637(clk, dio)
for i in range(3, 0, -1):
    display.number(i)
display.show("done")
print(clk.changes, dio.changes)
