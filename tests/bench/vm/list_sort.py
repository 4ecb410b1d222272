# SPDX-License-Identifier: MIT
"""Sorting of ints, floats, strings, tuples; keys; a sort in Python."""


def numbers(n):
    seed = 42
    out = []
    for _ in range(n):
        seed = (seed * 1103515245 + 12345) & 0x7fffffff
        out.append(seed >> 8)
    return out


def quick(items):
    if len(items) < 2:
        return items
    pivot = items[len(items) // 2]
    left = [x for x in items if x < pivot]
    middle = [x for x in items if x == pivot]
    right = [x for x in items if x > pivot]
    return quick(left) + middle + quick(right)


def main():
    data = numbers(6000)
    a = sorted(data)
    b = sorted(data, reverse=True)
    c = sorted(data, key=lambda x: x & 1023)
    d = sorted([x / 3 for x in data])
    e = sorted([str(x) for x in data])
    f = sorted([(x & 15, x) for x in data])
    g = quick(data)
    a.sort()
    return (a[0], b[0], c[0] & 1023, int(d[0]), e[0], f[0], g == a,
            max(data), min(data, key=lambda x: -x))


print(main())
