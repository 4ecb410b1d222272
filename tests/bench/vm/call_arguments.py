# SPDX-License-Identifier: MIT
"""Calls with defaults, keywords, *args and **kwargs."""


def area(width, height=3, *, scale=1):
    return width * height * scale


def total(*numbers):
    count = 0
    for n in numbers:
        count += n
    return count


def options(**named):
    return len(named)


def main():
    s = 0
    for i in range(60000):
        s += area(i)
        s += area(i, 2)
        s += area(width=i, scale=2)
        s += total(i, 1, 2)
        s += total(*(i, 4))
        s += options(a=i, b=2)
        s &= 0xffffff
    return s


print(main())
