# SPDX-License-Identifier: MIT
"""Queens on a board, by permutations from a recursive generator."""


def permutations(items):
    n = len(items)
    indices = list(range(n))
    cycles = list(range(n, 0, -1))
    yield tuple(items)
    while True:
        for i in reversed(range(n)):
            cycles[i] -= 1
            if cycles[i] == 0:
                indices[i:] = indices[i + 1:] + indices[i:i + 1]
                cycles[i] = n - i
            else:
                j = cycles[i]
                indices[i], indices[-j] = indices[-j], indices[i]
                yield tuple([items[k] for k in indices])
                break
        else:
            return


def by_permutation(n):
    count = 0
    columns = range(n)
    for order in permutations(columns):
        if n == len({order[i] + i for i in columns}) \
                == len({order[i] - i for i in columns}):
            count += 1
    return count


def place(row, n, columns, up, down):
    if row == n:
        return 1
    count = 0
    for c in range(n):
        if not (columns[c] or up[row + c] or down[row - c + n]):
            columns[c] = up[row + c] = down[row - c + n] = True
            count += place(row + 1, n, columns, up, down)
            columns[c] = up[row + c] = down[row - c + n] = False
    return count


print(by_permutation(7), place(0, 8, [False] * 8, [False] * 16, [False] * 16))
