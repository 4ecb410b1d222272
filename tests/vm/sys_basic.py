# SPDX-License-Identifier: MIT
# The sys module.
import sys
print(type(sys.argv), len(sys.argv), type(sys.path), isinstance(sys.modules, dict))
print(sys.byteorder in ('little', 'big'), sys.maxsize > 2**29, isinstance(sys.version, str), sys.version_info[:1] == (3,))
print(sys.implementation.name in ('micropython', 'cpython', 'upyd'), len(sys.implementation.version) >= 3)
print(isinstance(sys.platform, str))
sys.stdout.write('written\n')
print(sys.stdout.write('abc\n'))
import gc
print(isinstance(gc, type(sys)))
try:
    sys.exit(3)
except SystemExit as e:
    print(e.args, e.value if hasattr(e, 'value') else 3)
print(sys.exc_info()[0] if hasattr(sys, 'exc_info') else None)
try:
    sys.nothing
except AttributeError:
    print('AttributeError')
from sys import platform as p, maxsize
print(p == sys.platform, maxsize == sys.maxsize)
print(hasattr(sys, 'stdin'), hasattr(sys, 'stderr'))
