# SPDX-License-Identifier: MIT
"""A fast Fourier transform on lists of complex numbers."""
from math import cos, pi, sin


def transform(values, inverse):
    n = len(values)
    bits = 0
    while 1 << bits < n:
        bits += 1
    out = [0j] * n
    for i in range(n):
        k = 0
        for b in range(bits):
            k |= (i >> b & 1) << bits - 1 - b
        out[k] = values[i]
    size = 2
    while size <= n:
        half = size // 2
        angle = (2 if inverse else -2) * pi / size
        table = [complex(cos(angle * k), sin(angle * k)) for k in range(half)]
        for start in range(0, n, size):
            k = 0
            for j in range(start, start + half):
                t = out[j + half] * table[k]
                out[j + half] = out[j] - t
                out[j] += t
                k += 1
        size *= 2
    return out


def main():
    data = [complex(i % 7, i % 3) for i in range(2048)]
    there = transform(data, False)
    back = transform(there, True)
    return max(abs(a - b / 2048) for a, b in zip(data, back)) < 1e-9


print(main(), main())
