# SPDX-License-Identifier: MIT
# list.sort and sorted: keys, reverse, stability, errors.
print(sorted([3, 1, 2]), sorted((3, 1, 2), reverse=True), sorted('hello'))
print(sorted([]), sorted([1]), sorted({3: 0, 1: 0}), sorted(x % 3 for x in range(7)))
words = ['banana', 'Apple', 'cherry', 'apple', 'fig', 'Date']
print(sorted(words), sorted(words, key=len), sorted(words, key=lambda w: w.lower()))
print(sorted(words, key=len, reverse=True))
pairs = [(i % 4, i) for i in range(20)]
print(sorted(pairs, key=lambda p: p[0]))
print(sorted(pairs, key=lambda p: -p[0]))
l = [5, 2, 9, 1]
print(l.sort(), l)
l.sort(reverse=True)
print(l)
l.sort(key=lambda x: x % 5)
print(l)
seed = 12345
big = []
for i in range(500):
    seed = (seed * 1103515245 + 12345) & 0x7fffffff
    big.append(seed % 1000)
copy = sorted(big)
print(all(copy[i] <= copy[i + 1] for i in range(len(copy) - 1)), len(copy), sum(copy) == sum(big))
big.sort(reverse=True)
print(big == list(reversed(copy)))
print(sorted([2.5, 1, 3, -1.5]), sorted([True, False, 2]), sorted([(2, 'a'), (1, 'b'), (1, 'a')]))
for bad in ([1, 'a'], [None, 1], [[1], 2]):
    try:
        sorted(bad)
        print('sorted')
    except TypeError:
        print('TypeError')
try:
    sorted([1, 2], key=lambda x: 1 // (x - 2))
except ZeroDivisionError as e:
    print('key raised')
try:
    [3, 2, 1].sort(5)
except TypeError:
    print('TypeError')
class Item:
    def __init__(self, n):
        self.n = n
    def __lt__(self, other):
        return self.n < other.n
    def __repr__(self):
        return 'I%d' % self.n
print(sorted([Item(3), Item(1), Item(2)]))
print(max([Item(3), Item(1)], key=lambda i: i.n), min([Item(3), Item(1)], key=lambda i: i.n))
