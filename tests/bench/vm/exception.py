# SPDX-License-Identifier: MIT
"""Exceptions raised, caught, passed on, and try blocks that see none."""


class Refused(Exception):
    def __init__(self, code):
        super().__init__(code)
        self.code = code


def check(i):
    if i % 3 == 0:
        raise ValueError(i)
    if i % 3 == 1:
        raise Refused(i)
    return i


def deep(n, i):
    if n == 0:
        raise KeyError(i)
    deep(n - 1, i)


def main():
    s = 0
    for i in range(60000):
        try:
            s += check(i)
        except Refused as error:
            s += error.code
        except ValueError as error:
            s += error.args[0]
        finally:
            s += 1
    for i in range(5000):
        try:
            deep(5, i)
        except KeyError:
            s += 1
    table = {1: 1}
    for i in range(60000):
        try:
            s += table[i & 3]
        except KeyError:
            s += 2
    return s


print(main())
