# SPDX-License-Identifier: MIT
# What a stream of the program's own is given; lines of code without lines.
import io
import micropython
import sys


class Stream(io.IOBase):
    def write(self, data):
        print("write", bytes(data))
        return len(data)


print(1, "two", None, file=Stream())
print(file=Stream())
print(1, 2, sep="-", end="!", file=Stream())
micropython.opt_level(3)
try:
    exec("\n\n1 / 0")
except ZeroDivisionError as e:
    text = io.StringIO()
    sys.print_exception(e, text)
    print(text.getvalue().split("\n")[2:])
