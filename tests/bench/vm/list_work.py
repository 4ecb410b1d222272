# SPDX-License-Identifier: MIT
"""Lists: append, pop, insert, slices, reverse, unpacking, matrices."""


def multiply(a, b):
    n = len(a)
    result = []
    for i in range(n):
        row = []
        for j in range(n):
            t = 0
            for k in range(n):
                t += a[i][k] * b[k][j]
            row.append(t)
        result.append(row)
    return result


def main():
    s = 0
    for _ in range(20):
        items = []
        for i in range(2000):
            items.append(i)
        while len(items) > 1000:
            s += items.pop()
        for i in range(50):
            items.insert(0, i)
        for i in range(0, 900, 5):
            items[i:i + 3] = [i]
            s += len(items[i:i + 10])
        items.reverse()
        items.extend([1, 2, 3])
        s += items[-1] + items.index(3) + items.count(2)
        for i in range(len(items) - 1):
            items[i], items[i + 1] = items[i + 1], items[i]
        for i, item in enumerate(items):
            s += i ^ item
        for a, b in zip(items, items):
            s += a - b
    m = [[i + j for j in range(30)] for i in range(30)]
    for _ in range(3):
        m = [[x & 255 for x in row] for row in multiply(m, m)]
    return s + sum(map(sum, m))


print(main())
