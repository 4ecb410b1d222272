# SPDX-License-Identifier: MIT
# Files extend built-in modules, and a program may import in its own way.
import builtins
import sys

sys.path.insert(0, '.')


def write(name, text):
    with open(name, 'w') as f:
        f.write(text)


write('json.py', 'from ujson import *\nextra = 1\n')
write('math.py', 'extra = 2\n')
write('lister.py', "__all__ = ['present', 'missing']\npresent = 3\n")

import json
import ujson
import math
print(json.extra, json.loads('[1]'), hasattr(ujson, 'extra'))
print(hasattr(math, 'extra'))

try:
    from lister import *
except AttributeError:
    print('AttributeError', present)

original_import = builtins.__import__


def own_import(*args):
    print('import', args[0], args[3:])
    return original_import(*args)


builtins.__import__ = own_import
import errno
from errno import ENOENT, EIO
from lister import present as renamed
try:
    import nowhere
except ImportError as e:
    print(e)
builtins.__import__ = original_import

original_build = builtins.__build_class__


def own_build(body, name, *bases):
    print('class', name, bases)
    return original_build(body, name, *bases)


builtins.__build_class__ = own_build


class First:
    x = 1

    def get(self):
        return __class__ is First


class Second(First):
    pass


builtins.__build_class__ = original_build
print(Second.x, Second().get(), Second.__bases__ == (First,))
