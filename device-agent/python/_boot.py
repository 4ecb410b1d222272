# SPDX-License-Identifier: MIT
# The first program of every start, before boot.py: the file system in the
# flash is at /, and is made where the flash has never had one.
import board

try:
    board.mount()
except OSError as error:
    print("_boot: no file system:", error)
