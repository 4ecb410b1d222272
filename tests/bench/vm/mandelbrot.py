# SPDX-License-Identifier: MIT
"""The Mandelbrot set with float variables, then with complex."""


def floats(n, limit):
    total = 0
    for y in range(n):
        ci = 2.0 * y / n - 1.0
        for x in range(n):
            cr = 2.0 * x / n - 1.5
            zr = zi = 0.0
            for i in range(limit):
                zr2 = zr * zr
                zi2 = zi * zi
                if zr2 + zi2 > 4.0:
                    break
                zi = 2.0 * zr * zi + ci
                zr = zr2 - zi2 + cr
            total += i
    return total


def complexes(n, limit):
    total = 0
    for y in range(n):
        for x in range(n):
            c = complex(2.0 * x / n - 1.5, 2.0 * y / n - 1.0)
            z = 0j
            for i in range(limit):
                if abs(z) > 2.0:
                    break
                z = z * z + c
            total += i
    return total


print(floats(60, 50), complexes(30, 40))
