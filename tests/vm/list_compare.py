# SPDX-License-Identifier: MIT
# Comparison and repr of lists and tuples.
seqs = [[], [1], [1, 2], [1, 3], [2], [1, 2, 3], [0, 9, 9]]
for a in seqs:
    for b in seqs:
        print(a, b, a == b, a != b, a < b, a <= b, a > b, a >= b)
        ta, tb = tuple(a), tuple(b)
        print(ta == tb, ta < tb, ta >= tb)
print([1] == (1,), (1,) == [1], [1] != (1,), [] == None)
print([1.0] == [1], [True] == [1], ['a'] == ['a'], [[1], [2]] == [[1], [2]])
try:
    [1] < (1,)
except TypeError:
    print('TypeError')
try:
    [1] < ['a']
except TypeError:
    print('TypeError')
print([1, 'a', None, True, 1.5, (), [], {}, b'x'])
print((1,), (), (1, 2), ((),), ([],))
print(repr(['\n', "'", '"']), str([1, '2']))
class A:
    def __eq__(self, other):
        return True
print([A()] == [5], A() in [1], 5 in [A()], (A(), 1) == (7, 1), [1, 2].index(A()))
