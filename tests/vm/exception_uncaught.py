# SPDX-License-Identifier: MIT
# An uncaught exception ends the program with status 1.
import sys
print('before')
try:
    raise KeyError('first')
except KeyError:
    pass
def g():
    raise RuntimeError('uncaught')
g()
print('never')
