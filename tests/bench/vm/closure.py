# SPDX-License-Identifier: MIT
"""Closures: making them, calling them, nonlocal counters."""


def counter():
    n = 0

    def add(k):
        nonlocal n
        n += k
        return n

    return add


def compose(f, g):
    return lambda x: f(g(x))


def main():
    s = 0
    for _ in range(200):
        add = counter()
        for i in range(400):
            s += add(i)
    chain = lambda x: x + 1
    for _ in range(20):
        chain = compose(chain, lambda x: x ^ 5)
    for i in range(4000):
        s += chain(i)
    return s


print(main())
