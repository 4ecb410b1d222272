# SPDX-License-Identifier: MIT
"""A list that is edited: insert, pop, remove, slices put and taken."""


def main():
    items = []
    total = 0
    for i in range(1600):
        items.insert(i // 2, i)
    for _ in range(800):
        total += items.pop(0)
        items.append(total & 255)
    for i in range(400):
        items.remove(items[i * 2])
        total += items.index(items[-1])
    for _ in range(1500):
        items[10:20] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
        turned = items[::-1]
        total += turned[3] + len(items[5:50])
    items.reverse()
    items.extend(turned)
    del items[3:9]
    return total + len(items) + items.count(5) + sum(items)


print(main())
