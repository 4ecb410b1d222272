# SPDX-License-Identifier: MIT
"""Points normalised and compared: float attributes, math calls."""
from math import cos, sin, sqrt


class Point:
    def __init__(self, i):
        self.x = x = sin(i)
        self.y = cos(i) * 3
        self.z = (x * x) / 2

    def normalise(self):
        norm = sqrt(self.x * self.x + self.y * self.y + self.z * self.z)
        self.x /= norm
        self.y /= norm
        self.z /= norm

    def maximise(self, other):
        self.x = self.x if self.x > other.x else other.x
        self.y = self.y if self.y > other.y else other.y
        self.z = self.z if self.z > other.z else other.z
        return self


def main(n):
    points = [Point(i) for i in range(n)]
    for p in points:
        p.normalise()
    best = points[0]
    for p in points[1:]:
        best = best.maximise(p)
    return best


for _ in range(12):
    best = main(2000)
print("%.3f %.3f %.3f" % (best.x, best.y, best.z))
