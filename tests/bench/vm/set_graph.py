# SPDX-License-Identifier: MIT
"""A search over a graph: sets, tuples, a queue."""


def neighbours(cell, walls, size):
    x, y = cell
    for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        nx = x + dx
        ny = y + dy
        if 0 <= nx < size and 0 <= ny < size and (nx, ny) not in walls:
            yield nx, ny


def distance(size, walls):
    seen = {(0, 0)}
    edge = [(0, 0)]
    steps = 0
    while edge:
        following = []
        for cell in edge:
            if cell == (size - 1, size - 1):
                return steps
            for other in neighbours(cell, walls, size):
                if other not in seen:
                    seen.add(other)
                    following.append(other)
        edge = following
        steps += 1
    return -1


def main():
    walls = {(x, y) for x in range(1, 30, 4) for y in range(30) if y % 9}
    s = distance(30, walls) + distance(24, set())
    a = set(range(0, 1500, 2))
    b = set(range(0, 1500, 3))
    for _ in range(40):
        s += len(a & b) + len(a | b) + len(a - b) + len(a ^ b)
    return s


print(main())
