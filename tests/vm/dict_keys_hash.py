# SPDX-License-Identifier: MIT
# Keys of user classes, hashing and equality rules, subclasses.
class K:
    def __init__(self, n):
        self.n = n
    def __hash__(self):
        return self.n % 3
    def __eq__(self, other):
        return isinstance(other, K) and self.n == other.n

d = {}
for i in range(30):
    d[K(i)] = i
print(len(d), all(d[K(i)] == i for i in range(30)), K(31) in d)
for i in range(0, 30, 2):
    del d[K(i)]
print(len(d), sorted(d.values()))

class NoHash:
    def __eq__(self, other):
        return True
try:
    {NoHash(): 1}
    print('hashable')
except TypeError:
    print('TypeError')

class Plain:
    pass
p, q = Plain(), Plain()
d = {p: 1, q: 2}
print(d[p], d[q], len(d))

class D(dict):
    def __missing__(self, key):
        return 'missing %s' % key
    def extra(self):
        return len(self)
x = D(a=1)
x['b'] = 2
print(x['a'], x.extra(), x == {'a': 1, 'b': 2}, isinstance(x, dict))
class E(dict):
    def __getitem__(self, key):
        return dict.__getitem__(self, key) * 2
    def __setitem__(self, key, value):
        super().__setitem__(key, value + 1)
y = E()
y[1] = 10
print(y[1], y.get(1), len(y), list(y))
keys = [0, 1, -1, 2**70, -2**70, 1.5, 'a', b'a', (1, 2), None, True, frozenset([1])]
d = {}
for n, key in enumerate(keys):
    d[key] = n
print([d[key] for key in keys], len(d))
for bad in ([], {}, set(), bytearray(b'x')):
    try:
        hash(bad)
        print('hash')
    except TypeError:
        print(type(bad).__name__, 'TypeError')
print(hash(1) == hash(1.0) == hash(True), hash('a') == hash('a'), hash(2**100) == hash(2**100))

# Equal numbers have equal hashes, also beyond the small integers.
for bits in (30, 31, 32, 52, 53, 60, 61, 62, 63, 64, 65, 100, 127, 128, 500, 1000):
    for f in (2.0 ** bits, -(2.0 ** bits), 1.2345678912345678 * 2.0 ** bits):
        print(bits, hash(f) == hash(int(f)) or f != int(f))
big = {10 ** 20 + i * 10 ** 9: i for i in range(20)}
print([big.get(float(k)) for k in sorted(big)][:3], 1e20 in set(big))
# The items of an intersection are those of the smaller or the given one.
print({7.0} & {7}, {7.0}.intersection([7]), {1, 2, 3.0} & {3})
