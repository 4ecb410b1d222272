# SPDX-License-Identifier: MIT
"""Dictionaries: int, str and tuple keys, iteration, deletion."""


def main():
    s = 0
    for _ in range(3):
        table = {}
        for i in range(3000):
            table[i * 7] = i
        for i in range(3000):
            s += table[i * 7]
            if i * 3 in table:
                s += 1
        for key in table:
            s += key
        for key, value in table.items():
            s += key ^ value
        for i in range(0, 3000, 2):
            del table[i * 7]
        s += len(table)
        grid = {}
        for x in range(25):
            for y in range(25):
                grid[x, y] = x * y
        for x in range(1, 24):
            for y in range(1, 24):
                s += grid[x - 1, y] + grid[x + 1, y]
        names = {"n%d" % i: i for i in range(1000)}
        for name in names:
            s += names[name]
        record = {"id": 1, "name": 2, "size": 3}
        for i in range(5000):
            record["size"] += 1
            record["id"] = record["size"]
            s += record.get("id", 0) + record.setdefault("name", 1) - 1
        s += sum(dict(a=1, b=2).values())
    return s


print(main())
