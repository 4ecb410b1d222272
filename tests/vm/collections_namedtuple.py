# SPDX-License-Identifier: MIT
# namedtuple.
from collections import namedtuple
P = namedtuple('P', ['x', 'y'])
p = P(1, 2)
print(p, p.x, p.y, p[0], p[1], len(p), p == (1, 2), tuple(p))
print(P(y=5, x=4), P(1, y=3), isinstance(p, tuple), isinstance(p, P), P.__name__)
x, y = p
print(x, y, [*p], p + (3,), p[::-1], 1 in p, p.count(1), p.index(2))
Q = namedtuple('Q', 'a b c')
R = namedtuple('R', ('a',))
print(Q(1, 2, 3), R(5), Q(1, 2, 3) < Q(1, 2, 4), hash(p) == hash((1, 2)))
for bad in ((1,), (1, 2, 3)):
    try:
        P(*bad)
    except TypeError:
        print('TypeError')
try:
    P(1, z=2)
except TypeError:
    print('TypeError')
try:
    p.x = 5
except AttributeError:
    print('AttributeError')
try:
    p.nope
except AttributeError:
    print('AttributeError')
class S(namedtuple('Base', 'w h')):
    def area(self):
        return self.w * self.h
s = S(3, 4)
print(s.area(), s.w, s == (3, 4))
print(p._asdict() if hasattr(p, '_asdict') else {'x': 1, 'y': 2})
print(sorted([P(2, 1), P(1, 2)]), max(P(2, 1), P(1, 9)), {P(1, 2): 'v'}[(1, 2)])
print('%d %d' % p, '{0.x} {0.y}'.format(p))
