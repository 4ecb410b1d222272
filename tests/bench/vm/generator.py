# SPDX-License-Identifier: MIT
"""Generators: plain, nested by yield from, expressions, send."""


def count(n):
    i = 0
    while i < n:
        yield i
        i += 1


def nested(n, depth):
    if depth == 0:
        yield from count(n)
    else:
        yield from nested(n, depth - 1)


def average():
    total = 0
    n = 0
    value = yield 0
    while value is not None:
        total += value
        n += 1
        value = yield total // n


def main():
    s = 0
    for i in count(300000):
        s += i
    for i in nested(60000, 8):
        s += i
    s += sum(x * x for x in range(60000))
    g = average()
    next(g)
    for i in range(60000):
        s += g.send(i)
    return s


print(main())
