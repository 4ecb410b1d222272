# SPDX-License-Identifier: MIT
"""Loops over integers: for with range, while, arithmetic, bits."""


def loop(n):
    s = 0
    for i in range(n):
        s = (s + i * 3) & 0xffff
    j = 0
    while j < n:
        if j & 1:
            s ^= j
        j += 1
    return s & 0xffff


print(loop(700000))
