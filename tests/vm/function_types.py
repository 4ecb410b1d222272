# SPDX-License-Identifier: MIT
# What type() says of functions, and long chains of one operand.
from collections import namedtuple


def generator():
    yield 1


async def coroutine():
    pass


kinds = type(generator)
print(kinds, type(coroutine), type(generator()))
print(kinds is type(generator()), kinds is type(coroutine))
print([isinstance(f, kinds) for f in
       (generator, coroutine, lambda: (yield), lambda: 1, print)])

P = namedtuple("P", "x y")
print(P(1, y=2), P(y=1, x=2))
for call in (lambda: P(1, z=2), lambda: P(1, x=2), lambda: P(1)):
    try:
        call()
    except TypeError as error:
        print(error)


class A:
    n = 5


a = A()
a.a = a
print(eval("a" + ".a" * 300 + ".n"), eval("-" * 300 + "a.n"))
print(eval("not " * 300 + "a.n"))
x = 3
x = -x
print(x, ~-x, not x)
