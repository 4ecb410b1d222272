# SPDX-License-Identifier: MIT
"""List, set, dict and nested comprehensions, with conditions."""


def main():
    s = 0
    for k in range(200):
        squares = [x * x for x in range(500)]
        evens = [x for x in squares if x % 2 == 0]
        table = {x: x + k for x in range(300)}
        bits = {x & 63 for x in evens}
        grid = [[x * y for x in range(15)] for y in range(15)]
        flat = [v for row in grid for v in row if v % 3]
        s += len(evens) + len(table) + len(bits) + sum(flat)
        s += sum([a * b for a, b in zip(squares, evens)]) & 0xffff
        s += any(x > 100 for x in squares) + all(x >= 0 for x in evens)
    return s


print(main())
