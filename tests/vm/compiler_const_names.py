# SPDX-License-Identifier: MIT
# Names declared with const() are values wherever they stand later.
from micropython import const

A = const(5)
_B = const(A + 1)
print(A, _B, "_B" in globals(), "A" in globals())


class Q:
    _P = const(3)
    R = const(_P * 2)

    def m(self):
        return _P, _B

print(Q.R, Q().m(), hasattr(Q, "_P"))


def f():
    _L = const(9)
    return _L + A


print(f())

for text in (
    "X = const(y)",
    "X = const([])",
    "X = const(1)\nX = 2",
    "_X = const(1)\n_X += 1",
    "_X = const(1)\nfor _X in (): pass",
    "_X = const(1)\n_X = const(2)",
    "_X = const(1)\n(a, _X) = 1, 2",
    "_X = const(1)\nprint(_X + 1)",
    "X = const('abc')\nprint(X)",
    "X = const((1, 2.5, -3))\nprint(X)",
):
    try:
        exec("from micropython import const\n" + text)
    except SyntaxError as e:
        print(repr(text), e)
