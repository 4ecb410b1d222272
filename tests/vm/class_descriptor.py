# SPDX-License-Identifier: MIT
# property, descriptors, __getattr__, __setattr__, __delattr__, __new__.
class P:
    def __init__(self):
        self._x = 1
    def gx(self):
        return self._x
    def sx(self, v):
        self._x = v
    def dx(self):
        print('delete')
        self._x = None
    x = property(gx, sx, dx)
    ro = property(lambda self: 'ro')
p = P()
print(p.x, p.ro)
p.x = 5
print(p.x)
del p.x
print(p.x)
try:
    p.ro = 1
except AttributeError:
    print('AttributeError')
class D:
    def __get__(self, obj, cls):
        return 'get', obj is None, cls.__name__
    def __set__(self, obj, v):
        print('set', v)
    def __delete__(self, obj):
        print('del')
class U:
    d = D()
u = U()
print(u.d, U.d)
u.d = 3
del u.d
class S:
    def __setattr__(self, k, v):
        print('setattr', k, v)
        object.__setattr__(self, k, v)
    def __delattr__(self, k):
        print('delattr', k)
        object.__delattr__(self, k)
s = S()
s.a = 1
print(s.a)
del s.a
print(hasattr(s, 'a'))
class N:
    def __new__(cls, *args):
        print('new', args)
        o = super(N, cls).__new__(cls)
        o.made = True
        return o
    def __init__(self, *args):
        print('init', args)
n = N(1, 2)
print(n.made)
class Single:
    inst = None
    def __new__(cls):
        if cls.inst is None:
            cls.inst = object.__new__(cls)
        return cls.inst
print(Single() is Single())
class Other:
    def __new__(cls):
        return 5
print(Other())
class G:
    def __getattr__(self, name):
        return 'auto_' + name
g = G()
g.real = 1
print(g.real, g.fake)
class Cached:
    def __getattr__(self, name):
        v = name * 2
        setattr(self, name, v)
        return v
c = Cached()
print(c.ab, c.__dict__)
class Ctx(G):
    z = 1
print(Ctx().z, Ctx().y)
