# SPDX-License-Identifier: MIT
"""Spheres on a plane: small float objects, method calls, recursion."""
import math


class Vector:
    def __init__(self, x, y, z):
        self.x = x
        self.y = y
        self.z = z

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y, self.z + other.z)

    def __sub__(self, other):
        return Vector(self.x - other.x, self.y - other.y, self.z - other.z)

    def scale(self, k):
        return Vector(self.x * k, self.y * k, self.z * k)

    def dot(self, other):
        return self.x * other.x + self.y * other.y + self.z * other.z

    def unit(self):
        return self.scale(1.0 / math.sqrt(self.dot(self)))

    def reflect(self, normal):
        return self - normal.scale(2.0 * self.dot(normal))


class Sphere:
    def __init__(self, centre, radius, shine):
        self.centre = centre
        self.radius = radius
        self.shine = shine

    def hit(self, origin, ray):
        to = self.centre - origin
        v = to.dot(ray)
        d = self.radius * self.radius - (to.dot(to) - v * v)
        if d < 0:
            return None
        return v - math.sqrt(d)

    def normal(self, point):
        return (point - self.centre).unit()


class Plane:
    def __init__(self, point, normal):
        self.point = point
        self.up = normal
        self.shine = 0.1

    def hit(self, origin, ray):
        d = ray.dot(self.up)
        if abs(d) < 1e-6:
            return None
        return (self.point - origin).dot(self.up) / d

    def normal(self, point):
        return self.up


LIGHT = Vector(5.0, 10.0, -10.0)
SCENE = [Sphere(Vector(0.0, 0.0, 5.0), 1.0, 0.5),
         Sphere(Vector(1.5, 0.5, 4.0), 0.5, 0.3),
         Sphere(Vector(-1.5, -0.3, 4.5), 0.7, 0.2),
         Plane(Vector(0.0, -1.0, 0.0), Vector(0.0, 1.0, 0.0))]


def nearest(origin, ray):
    best = None
    distance = 1e9
    for thing in SCENE:
        t = thing.hit(origin, ray)
        if t is not None and 1e-4 < t < distance:
            best = thing
            distance = t
    return best, distance


def trace(origin, ray, depth):
    thing, distance = nearest(origin, ray)
    if thing is None:
        return 0.1
    point = origin + ray.scale(distance)
    normal = thing.normal(point)
    light = (LIGHT - point).unit()
    brightness = 0.1
    shadow, _ = nearest(point, light)
    if shadow is None:
        brightness += max(0.0, light.dot(normal))
    if depth > 0:
        back = ray.reflect(normal).unit()
        brightness += thing.shine * trace(point, back, depth - 1)
    return brightness


def render(n):
    total = 0
    eye = Vector(0.0, 0.0, -3.0)
    for y in range(n):
        for x in range(n):
            ray = Vector((x - n / 2) / n, (n / 2 - y) / n, 1.0).unit()
            total += int(trace(eye, ray, 2) * 255)
    return total


print(render(40))
