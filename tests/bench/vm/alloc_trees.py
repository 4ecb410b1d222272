# SPDX-License-Identifier: MIT
"""Trees of tuples and of objects, made and dropped."""


class Node:
    def __init__(self, left, right):
        self.left = left
        self.right = right


def tuples(depth):
    if depth == 0:
        return None, None
    return tuples(depth - 1), tuples(depth - 1)


def objects(depth):
    if depth == 0:
        return Node(None, None)
    return Node(objects(depth - 1), objects(depth - 1))


def check_tuples(tree):
    left, right = tree
    return 1 if left is None else 1 + check_tuples(left) + check_tuples(right)


def check_objects(node):
    if node.left is None:
        return 1
    return 1 + check_objects(node.left) + check_objects(node.right)


def main():
    keep = tuples(10)
    s = 0
    for _ in range(24):
        s += check_tuples(tuples(10))
        s += check_objects(objects(9))
    return s + check_tuples(keep)


print(main())
