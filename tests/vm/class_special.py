# SPDX-License-Identifier: MIT
# Special methods: operators and their reflections, containers, calls.
class V:
    def __init__(self, x):
        self.x = x
    def __repr__(self):
        return 'V(%r)' % (self.x,)
    def __add__(self, o):
        return V(self.x + (o.x if isinstance(o, V) else o))
    def __radd__(self, o):
        return V(('r', o, self.x))
    def __sub__(self, o):
        return NotImplemented
    def __rsub__(self, o):
        return V(('rsub', o))
    def __mul__(self, o):
        return ('mul', o)
    def __rmul__(self, o):
        return ('rmul', o)
    def __truediv__(self, o):
        return ('div', o)
    def __floordiv__(self, o):
        return ('fdiv', o)
    def __mod__(self, o):
        return ('mod', o)
    def __pow__(self, o):
        return ('pow', o)
    def __and__(self, o):
        return ('and', o)
    def __or__(self, o):
        return ('or', o)
    def __xor__(self, o):
        return ('xor', o)
    def __lshift__(self, o):
        return ('lsh', o)
    def __rshift__(self, o):
        return ('rsh', o)
    def __matmul__(self, o):
        return ('matmul', o)
    def __neg__(self):
        return V(-self.x)
    def __pos__(self):
        return '+'
    def __invert__(self):
        return '~'
    def __eq__(self, o):
        return isinstance(o, V) and self.x == o.x
    def __lt__(self, o):
        return self.x < o.x
    def __le__(self, o):
        return self.x <= o.x
    def __gt__(self, o):
        return self.x > o.x
    def __ge__(self, o):
        return self.x >= o.x
    def __hash__(self):
        return hash(self.x)
    def __bool__(self):
        return bool(self.x)
    def __abs__(self):
        return 'abs'
v = V(3)
print(v + 1, v + V(4), 1 + v, 5 - v, v * 2, 2 * v, v / 1, v // 1, v % 1, v ** 2)
print(v & 1, v | 1, v ^ 1, v << 1, v >> 1, v @ 1, -v, +v, ~v, abs(v))
print(v == V(3), v != V(3), v == 3, v < V(4), v <= V(3), v > V(1), v >= V(9))
print(bool(V(0)), bool(v), not v, {V(1): 'a'}[V(1)], V(2) in [V(2)])
try:
    v - 1
except TypeError:
    print('TypeError')
class I:
    def __init__(self):
        self.log = []
    def __iadd__(self, o):
        self.log.append(o)
        return self
    def __len__(self):
        return len(self.log)
    def __getitem__(self, k):
        return ('get', k)
    def __setitem__(self, k, x):
        self.log.append((k, x))
    def __delitem__(self, k):
        self.log.append(('del', k))
    def __contains__(self, k):
        return k == 'in'
    def __call__(self, *a, **k):
        return a, sorted(k.items())
    def __iter__(self):
        return iter(self.log)
i = I()
k = i
i += 5
print(k is i, i.log, len(i), bool(i), bool(I()))
i[1] = 2
del i[3]
print(i.log, i['z'], 'in' in i, 'out' in i, i(1, b=2), list(i))
s = V(1)
s += 5
print(s)
class L:
    def __len__(self):
        return 0
print(bool(L()), len(L()))
class Only:
    def __eq__(self, o):
        return 'weird'
print(Only() == 1, Only() != 1)
class F:
    def __format__(self, spec):
        return 'fmt:' + spec
    def __str__(self):
        return 'fstr'
print('{:abc}'.format(F()), f'{F()}' if True else '')
