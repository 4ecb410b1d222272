# SPDX-License-Identifier: MIT
# Every method of every type is called on objects of every other type: an
# exception or a result, never a crash.
import sys
from things import NOT_CALLED, samples

THINGS = samples()
# No number is a descriptor of an open file.
ARGUMENTS = [(), (77,), ("a",), (None,), ([1],), (77, 2), (b"a", b"b"), (len, 1), (77, 2, 3), (77, 2, 3, 4)]


def call(method, arguments):
    try:
        method(*arguments)
    except Exception:
        pass


def try_type(kind):
    for name in dir(kind):
        if name in NOT_CALLED:
            continue
        method = getattr(kind, name)
        for thing in THINGS:
            for more in ARGUMENTS:
                call(method, (thing,) + more)


kinds = {type(thing) for thing in THINGS}
number = 0
for kind in sorted(kinds, key=str):
    sys.stderr.write("%s\n" % kind)
    try_type(kind)
    number += 1
print("done" if number > 50 else number)
