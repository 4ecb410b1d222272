# SPDX-License-Identifier: MIT
# Importing modules and packages made by the program itself.
import os, sys
sys.path.append('.') if '.' not in sys.path else None
with open('v4mod.py', 'w') as f:
    f.write('print("loading", __name__)\nx = 5\n_private = 1\ndef f():\n    return x\n')
os.mkdir('v4pkg')
with open('v4pkg/__init__.py', 'w') as f:
    f.write('print("init", __name__)\nfrom . import sub\nfrom .sub import val as renamed\n')
with open('v4pkg/sub.py', 'w') as f:
    f.write('val = "subval"\nfrom .. import v4pkg\n' if False else 'val = "subval"\n')
with open('v4pkg/bad.py', 'w') as f:
    f.write('1 / 0\n')
import v4mod
import v4mod as again
print(v4mod.x, v4mod.f(), again is v4mod, v4mod.__name__)
v4mod.x = 6
print(v4mod.f(), sys.modules['v4mod'] is v4mod)
from v4mod import x, f as ff
print(x, ff())
from v4mod import *
print('_private' in globals())
import v4pkg
print(v4pkg.sub.val, v4pkg.renamed, v4pkg.__name__)
import v4pkg.sub
print(v4pkg.sub.__name__)
from v4pkg import sub as s2
print(s2 is v4pkg.sub)
for bad in ('nosuch', 'v4pkg.nosuch'):
    try:
        __import__(bad)
    except ImportError:
        print('ImportError')
try:
    from v4mod import nothing
except ImportError:
    print('ImportError')
try:
    import v4pkg.bad
except ZeroDivisionError:
    print('ZeroDivisionError')
del sys.modules['v4mod']
import v4mod
print(v4mod.x)
print(__import__('v4mod').x, __name__)
try:
    v4mod.zz
except AttributeError:
    print('AttributeError')
