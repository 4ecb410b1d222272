# SPDX-License-Identifier: MIT
"""Names made at run time: setattr, getattr, globals, exec."""


class Bag:
    pass


def main():
    s = 0
    for k in range(20):
        bag = Bag()
        for i in range(40):
            setattr(bag, "field_%d" % i, i)
        for i in range(40):
            s += getattr(bag, "field_%d" % i)
        s += hasattr(bag, "absent") + len("".join(["a", str(k)]))
    space = {}
    for i in range(300):
        exec("x_%d = %d + len('abc')\ndef f(a, b=2):\n    return a * b + %d\n"
             % (i, i, i), space)
        s += space["f"](3)
    for i in range(300):
        s += eval("1 + 2 * %d" % i)
    return s


print(main())
