# SPDX-License-Identifier: MIT
# Built-in modules are constant, but for builtins and some names of sys.
import builtins
import errno
import math
import sys
import time

for module in (errno, math, sys, time):
    try:
        module.extra = 1
    except AttributeError as e:
        print(e)
    try:
        del module.__name__
    except AttributeError as e:
        print(e)
builtins.extra = 5
print(extra)
del builtins.extra
sys.path = ['a']
print(sys.path)
try:
    chr(1, 2, 3)
except TypeError as e:
    print(len(e.args))
try:
    b'\xff'.decode()
except UnicodeError as e:
    print(e.args)
