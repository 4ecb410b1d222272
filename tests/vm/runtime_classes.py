# SPDX-License-Identifier: MIT
# Classes: inheritance, MRO, super, descriptors, special methods.
class A:
    kind = 'a'
    def __init__(self, x=1):
        self.x = x
    def who(self):
        return 'A' + str(self.x)
    def chain(self):
        return ['A']
class B(A):
    def who(self):
        return 'B' + super().who()
    def chain(self):
        return ['B'] + super().chain()
class C(A):
    kind = 'c'
    def chain(self):
        return ['C'] + super().chain()
class D(B, C):
    def chain(self):
        return ['D'] + super().chain()
d = D(7)
print(d.who(), d.chain(), d.kind, D.kind, B.kind)
print(isinstance(d, A), issubclass(D, C), issubclass(C, B), isinstance(d, (int, B)))
try:
    class Bad(A, D):
        pass
except TypeError:
    print('no mro')
class Cnt:
    n = 0
    def __init__(self):
        Cnt.n += 1
        self.n = Cnt.n
    @classmethod
    def make(cls, k):
        return [cls() for _ in range(k)]
    @staticmethod
    def add(a, b):
        return a + b
    @property
    def double(self):
        return self.n * 2
    @double.setter
    def double(self, v):
        self.n = v // 2
    @double.deleter
    def double(self):
        self.n = -1
c = Cnt.make(3)
print([k.n for k in c], Cnt.add(2, 3), c[0].add(4, 5), c[2].double)
c[0].double = 50
print(c[0].n)
del c[0].double
print(c[0].n)
class RO:
    @property
    def v(self):
        return 1
try:
    RO().v = 2
except AttributeError:
    print('read only')
class Dyn:
    def __init__(self):
        self.log = []
    def __getattr__(self, name):
        if name.startswith('x_'):
            return name[2:]
        raise AttributeError(name)
y = Dyn()
print(y.x_abc, hasattr(y, 'zz'), getattr(y, 'zz', 'dflt'), y.log)
class SetA:
    def __setattr__(self, name, value):
        object.__setattr__(self, name, value * 2)
    def __delattr__(self, name):
        print('del', name)
        object.__delattr__(self, name)
s = SetA()
s.q = 21
print(s.q)
del s.q
print(hasattr(s, 'q'))
class Desc:
    def __init__(self, name):
        self.name = name
    def __get__(self, obj, cls):
        if obj is None:
            return 'class:' + self.name
        return obj.store.get(self.name, 'none')
    def __set__(self, obj, value):
        obj.store[self.name] = value
    def __delete__(self, obj):
        del obj.store[self.name]
class HasDesc:
    f = Desc('f')
    def __init__(self):
        self.store = {}
h = HasDesc()
print(h.f, HasDesc.f)
h.f = 10
print(h.f, h.store)
del h.f
print(h.f)
class V:
    def __init__(self, *v):
        self.v = v
    def __add__(self, o):
        if not isinstance(o, V):
            return NotImplemented
        return V(*[a + b for a, b in zip(self.v, o.v)])
    def __radd__(self, o):
        return V(*[o + a for a in self.v])
    def __sub__(self, o):
        return NotImplemented
    def __rsub__(self, o):
        return ('rsub', o)
    def __mul__(self, k):
        return V(*[a * k for a in self.v])
    __rmul__ = __mul__
    def __iadd__(self, o):
        self.v = self.v + (o,)
        return self
    def __neg__(self):
        return V(*[-a for a in self.v])
    def __pos__(self):
        return 'pos'
    def __invert__(self):
        return 'inv'
    def __abs__(self):
        return sum(abs(a) for a in self.v)
    def __eq__(self, o):
        return isinstance(o, V) and self.v == o.v
    def __hash__(self):
        return hash(self.v)
    def __lt__(self, o):
        return self.v < o.v
    def __le__(self, o):
        return self.v <= o.v
    def __repr__(self):
        return 'V' + repr(self.v)
    def __len__(self):
        return len(self.v)
    def __getitem__(self, i):
        return self.v[i]
    def __contains__(self, x):
        return x in self.v
    def __bool__(self):
        return any(self.v)
    def __call__(self, *a, **k):
        return (a, sorted(k.items()))
    def __iter__(self):
        return iter(self.v)
    def __floordiv__(self, o):
        return 'fd'
    def __rfloordiv__(self, o):
        return 'rfd'
    def __matmul__(self, o):
        return sum(a * b for a, b in zip(self.v, o.v))
    def __pow__(self, o):
        return 'pow'
    def __and__(self, o):
        return 'and'
    def __ror__(self, o):
        return 'ror'
    def __lshift__(self, o):
        return 'shl'
    def __divmod__(self, o):
        return 'dm'
    def __index__(self):
        return len(self.v)
a = V(1, 2)
b = V(3, 4)
print(a + b, 10 + a, a * 3, 3 * a, -a, +a, ~a, abs(V(-1, 2)))
print(5 - a, a // 1, 1 // a, a @ b, a ** 2, a & 1, 1 | a, a << 1, divmod(a, 1))
print(a == V(1, 2), a != b, a < b, a <= a, a > b, b >= a, len({a, V(1, 2), b}))
print(2 in a, 9 in a, bool(V(0, 0)), a[1], a[-1], a[:1], len(a), list(a), [10, 20, 30][a])
print(a(1, 2, z=3), sorted([b, a]), max(a, b))
a += 9
print(a)
try:
    a - 1
except TypeError:
    print('TypeError')
try:
    a + 1
except TypeError:
    print('TypeError')
class L(list):
    def total(self):
        return sum(self)
    def append(self, x):
        super().append(x * 10)
l = L([1, 2])
l.append(3)
print(l, l.total(), len(l), l[2], isinstance(l, list), l + [1], l == [1, 2, 30])
class T(tuple):
    def first(self):
        return self[0]
t = T((5, 6))
print(t.first(), len(t), t + (1,), t == (5, 6))
class Dd(dict):
    def __missing__(self, k):
        return k * 2
m = Dd(a=1)
print(m['a'], m['zz'], sorted(m), 'a' in m)
class I(int):
    def half(self):
        return self // 2
print(I(10).half(), I(3) + 4, I(7) == 7, I(2) * I(3))
class S(str):
    def shout(self):
        return self.upper() + '!'
print(S('hey').shout(), S('a') + 'b', len(S('abc')), S('x') == 'x')
class New:
    def __new__(cls, v):
        o = super().__new__(cls)
        o.made = v
        return o
    def __init__(self, v):
        self.init = v
n = New(5)
print(n.made, n.init)
class Single:
    inst = None
    def __new__(cls):
        if cls.inst is None:
            cls.inst = object.__new__(cls)
        return cls.inst
print(Single() is Single())
class Outer:
    class Inner:
        z = 3
    def get(self):
        return self.Inner.z
print(Outer().get(), Outer.Inner.z)
K = type('K', (A,), {'extra': 5, 'm': lambda self: self.x + self.extra})
print(K(2).m(), K.__name__)
o = A()
o.dyn1 = 1
o.dyn2 = 2
A.later = 'late'
print(o.dyn1 + o.dyn2, o.later, sorted(k for k in o.__dict__))
del o.dyn1
print(hasattr(o, 'dyn1'), o.dyn2)
def outside(self):
    return 'out' + str(self.x)
A.outside = outside
print(o.outside(), d.outside())
o.kind = 'own'
print(o.kind, A.kind)
del o.kind
print(o.kind)
class Ctx:
    def __enter__(self):
        print('enter')
        return self
    def __exit__(self, t, v, tb):
        print('exit', t.__name__ if t else None, v)
        return t is ValueError
with Ctx() as q:
    print('in')
with Ctx():
    raise ValueError('swallowed')
try:
    with Ctx():
        raise LookupError('k')
except LookupError:
    print('out')
for i in range(2):
    with Ctx():
        if i == 0:
            continue
        break
def ret():
    with Ctx():
        return 'r'
print(ret())
class It:
    def __init__(self, n):
        self.n = n
    def __iter__(self):
        return self
    def __next__(self):
        if self.n == 0:
            raise StopIteration
        self.n -= 1
        return self.n
print(list(It(3)), [x for x in It(4)], sum(It(5)), 2 in It(3))
for x in It(2):
    print(x, end=' ')
print()
