# SPDX-License-Identifier: MIT
# Classes: attributes, methods, inheritance, super, class and static methods.
class A:
    count = 0
    names = []
    def __init__(self, n=1):
        self.n = n
        A.count += 1
    def get(self):
        return self.n
    def set(self, n):
        self.n = n
        return self
    @staticmethod
    def st(x):
        return x * 2
    @classmethod
    def make(cls, n):
        return cls(n)
    @property
    def double(self):
        return self.n * 2
    @double.setter
    def double(self, v):
        self.n = v // 2
a = A()
b = A(5)
print(a.get(), b.get(), A.count, a.count, A.get(b), a.set(9).get())
print(A.st(4), a.st(5), A.make(7).n, a.double)
a.double = 50
print(a.n, a.double)
A.names.append('x')
print(b.names, A.names is a.names)
a.count = 100
print(a.count, A.count, b.count)
class B(A):
    def __init__(self, n, m):
        super().__init__(n)
        self.m = m
    def get(self):
        return ('B', super().get(), self.m)
    @classmethod
    def make(cls, n):
        return cls(n, n)
class C(B):
    def get(self):
        return ('C',) + super().get()
    @property
    def double(self):
        return 'c' + str(super().double)
print(B(1, 2).get(), C(3, 4).get(), C.make(6).get(), C(1, 1).double)
print(isinstance(C(1, 2), A), issubclass(C, A), C.__name__, C(1, 2).__class__.__name__)
class X:
    def who(self):
        return 'X'
    def x(self):
        return 'x'
class Y(X):
    def who(self):
        return 'Y' + super().who()
class Z(X):
    def who(self):
        return 'Z' + super().who()
class W(Y, Z):
    pass
w = W()
print(w.x(), w.who()[0])
m = a.get
a.n = 'bound'
print(m())
class P:
    pass
p = P()
p.f = lambda: 'inst func'
P.g = lambda self: ('class func', self is p)
print(p.f(), p.g())
del p.f
print(hasattr(p, 'f'))
class Meta:
    x = [i * 2 for i in range(3)]
    y = len(x)
    if y > 2:
        z = 'big'
    def method(self):
        return self.y
print(Meta.x, Meta.y, Meta.z, Meta().method())
class Outer:
    class Inner:
        v = 3
    def mk(self):
        return self.Inner()
print(Outer().mk().v, Outer.Inner.v)
try:
    A(1, 2, 3)
except TypeError:
    print('TypeError')
class Slots:
    __slots__ = ('a', 'b')
    def __init__(self):
        self.a = 1
print(Slots().a)
class R(Exception):
    pass
print(R('x').args, R.__name__)
