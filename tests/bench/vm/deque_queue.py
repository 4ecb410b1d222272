# SPDX-License-Identifier: MIT
"""A queue: deque's both ends."""
from collections import deque


def main():
    queue = deque((), 64)
    total = 0
    for i in range(40000):
        queue.append(i)
        if len(queue) > 32:
            total += queue.popleft()
    while queue:
        total += queue.popleft()
    return total


print(main())
