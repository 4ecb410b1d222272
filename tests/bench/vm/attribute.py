# SPDX-License-Identifier: MIT
"""Attribute reads and writes of instances, classes and modules."""
import sys


class Body:
    gravity = 9

    def __init__(self, x, v):
        self.x = x
        self.v = v
        self.hits = 0


def main():
    bodies = [Body(i, i & 7) for i in range(100)]
    for _ in range(1500):
        for body in bodies:
            body.x += body.v
            body.v -= body.gravity
            if body.x < 0:
                body.x = 1000
                body.v = 0
                body.hits += 1
    return sum(b.hits for b in bodies), sys.maxsize > 0


print(main())
