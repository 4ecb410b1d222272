# SPDX-License-Identifier: MIT
"""Copies of lists, dictionaries and sets, and whether they are equal."""


def main():
    numbers = list(range(1000))
    members = set(numbers)
    texts = {i: str(i) for i in range(300)}
    fixed = tuple(numbers)
    total = 0
    for _ in range(100):
        table = texts.copy()
        table.update(texts)
        copied = numbers[:]
        total += (table == texts) + (copied == numbers)
        total += (members.copy() == members) + (fixed == tuple(copied))
        total += len(dict(texts)) + len(list(table.values()))
        total += numbers < copied
    return total


print(main())
