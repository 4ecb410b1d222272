# SPDX-License-Identifier: MIT
"""Pancake flips of all permutations of a list."""


def fannkuch(n):
    count = list(range(1, n + 1))
    most = 0
    checks = 0
    perm1 = list(range(n))
    r = n
    m = n - 1
    while True:
        if checks < 30:
            checks += 1
        while r != 1:
            count[r - 1] = r
            r -= 1
        if perm1[0] != 0 and perm1[m] != m:
            flips = 0
            perm = perm1[:]
            k = perm[0]
            while k:
                perm[:k + 1] = list(reversed(perm[:k + 1]))
                flips += 1
                k = perm[0]
            if flips > most:
                most = flips
        while r != n:
            perm1.insert(r, perm1.pop(0))
            count[r] -= 1
            if count[r] > 0:
                break
            r += 1
        else:
            return most


print(fannkuch(8))
