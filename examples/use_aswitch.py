# SPDX-License-Identifier: MIT
# A button that is clicked, double clicked and held, by a program; and a
# switch that is closed.
import asyncio

from aswitch import Pushbutton, Switch


class Pin:
    def __init__(self):
        self.state = 1

    def value(self):
        return self.state


async def press(pin, ms=30):
    pin.state = 0
    await asyncio.sleep_ms(ms)
    pin.state = 1
    await asyncio.sleep_ms(ms)


async def main():
    Pushbutton.debounce_ms = Switch.debounce_ms = 10
    Pushbutton.double_click_ms = 1000
    Pushbutton.long_press_ms = 1000
    pin = Pin()
    button = Pushbutton(pin, suppress=True)
    button.press_func(print, ("pressed",))
    # without a function there are events of these names
    button.release_func(None)
    button.double_func(None)
    button.long_func(None)

    await press(pin)
    await button.release.wait()
    print("click")

    await press(pin)
    await press(pin)
    await button.double.wait()
    print("double click")

    pin.state = 0
    await button.long.wait()
    print("long press")

    pin = Pin()
    switch = Switch(pin)
    switch.close_func(None)
    pin.state = 0
    await switch.close.wait()
    print("closed:", switch() == 0)


asyncio.run(main())
