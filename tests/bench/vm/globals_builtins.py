# SPDX-License-Identifier: MIT
"""Global variables and built-in functions in loops."""

LIMIT = 50
total = 0


def clip(x):
    return min(max(x, 0), LIMIT)


def step(i):
    global total
    total += clip(i - 10)
    if isinstance(i, int) and abs(i) >= 0:
        total += len("abc") + ord("a") - 97
    return total


def main():
    for i in range(60000):
        step(i % 80)
    return total


print(main())
