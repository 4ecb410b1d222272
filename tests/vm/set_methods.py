# SPDX-License-Identifier: MIT
# Set methods and operators.
def err(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
def s(x):
    return sorted(x)

a = {1, 2, 3}
b = {3, 4}
print(s(a | b), s(a & b), s(a - b), s(a ^ b), s(b - a))
print(s(a.union(b)), s(a.intersection(b)), s(a.difference(b)), s(a.symmetric_difference(b)))
print(s(a.union([7, 8])), s(a.intersection((1, 9))), s(a.difference([1])), s(a.symmetric_difference([1, 9])))
print(a.isdisjoint({7}), a.isdisjoint([1]), {1}.issubset(a), a.issubset([1]), a.issuperset({1, 2}))
print(a <= a, a < a, {1} < a, a >= {1}, a > a, a == {3, 2, 1}, a != b, {1, 9} <= a)
c = a.copy()
c.add(10)
c.add(10)
print(s(c), s(a), len(c))
c.remove(10)
c.discard(10)
c.discard(1)
print(s(c))
err(lambda: c.remove(99))
err(lambda: set().pop())
print({5}.pop())
c.clear()
print(c, len(c), bool(c), set())
c.update([1, 2], [2, 3])
print(s(c))
c.intersection_update([2, 3, 4])
print(s(c))
c.difference_update([3])
print(s(c))
c.symmetric_difference_update([2, 8])
print(s(c))
c |= {1, 2}
c &= {1, 8}
c ^= {8}
c -= {5}
print(s(c))
print(set('hello') == set('ohell'), s(set([1, 1, 2])), len(set(range(100))), {1}, {'x'})
print(1 in a, 9 in a, 9 not in a, 1.0 in a)
err(lambda: {[]})
err(lambda: set(5))
err(lambda: a | [1])
err(lambda: hash(a))
f = frozenset([1, 2])
print(f == {1, 2}, {1, 2} == f, hash(f) == hash(frozenset([2, 1])), {f: 'k'}[frozenset((2, 1))])
print(frozenset([1]), frozenset(), type(f | {3}).__name__, type({3} | f).__name__)
err(lambda: f.add(1))
print(s(x * x for x in {1, 2, 3}), {x % 3 for x in range(9)} == {0, 1, 2})
big = set()
for i in range(1000):
    big.add(i * 31 % 997)
for i in range(500):
    big.discard(i)
print(len(big), min(big), max(big), sum(big))
print(a.add(5), a.update([6]), s(a))
print(bool(set()), bool({0}), [] == set(), set() == frozenset())
class S(set):
    pass
x = S([1, 2])
x.add(3)
print(s(x), isinstance(x, set), len(x))
