# Name spaces: exec and eval with dicts, class bodies, global, del.
d = {}
exec("x = 1\ny = x + 1\ndef f(): return x\nz = f()", d)
print(d['x'], d['y'], d['z'])
g, l = {'a': 1}, {}
exec("b = a + 1\na = 5\nfor i in range(2): pass\nimport sys as s", g, l)
print(g['a'], sorted(k for k in l if k != 's'), l['a'], l['b'], l['i'])
print(eval("a + b", {'a': 1, 'b': 2}), eval("[a for _ in range(2)]", {'a': 7}))
try:
    exec("del nothing", {}, {})
except NameError:
    print('NameError')
exec("class A:\n x = 1\n def m(self): return q\nq = 3", d)
print(d['A'].x, d['A']().m())
code = compile("r = 1 + v\n", "name", "exec")
ns = {'v': 41}
exec(code, ns)
print(ns['r'])
print(eval(compile("1 + 2", "n", "eval")))


class Body:
    a = 1
    b = a + 1
    del a
    for i in range(3):
        pass
    if b:
        c = 'yes'
    def f(self): return self.b
    f2 = f
    global made
    made = 'global'
    try:
        zz
    except NameError:
        e2 = 1


print(hasattr(Body, 'a'), Body.b, Body.i, Body.c, Body().f2(), made, Body.e2)


def locals_and_globals():
    global newglobal, other
    newglobal = 1
    def other():
        return newglobal
    class K:
        global kglob
        kglob = 2
    import math as m
    from math import floor as fl, ceil
    return m.floor(1.5), fl(2.5), ceil(2.5)


print(locals_and_globals(), newglobal, other(), kglob)


def del_local():
    x = 1
    del x
    try:
        return x
    except NameError:
        x = 2
        return x


print(del_local())


def del_cell():
    x = 1
    def f():
        return x
    r = f()
    del x
    try:
        f()
    except NameError:
        return r, 'NameError'


print(del_cell())
print = print
len2 = len
def shadow_builtin():
    len = lambda v: 'mine'
    return len([1]), len2([1])
print(shadow_builtin())
abs = lambda v: 'shadow'
print(abs(-1))
del abs
print(abs(-1))


class Base:
    def __init__(self, v):
        self.v = v

    def who(self):
        return 'base%s' % self.v

    @classmethod
    def make(cls):
        return cls(9)


class Derived(Base):
    def __init__(self, v):
        super().__init__(v + 1)
        s = super()
        self.w = s.who()

    def who(self):
        return 'derived' + super().who() + [super(Derived, self).who() for _ in range(1)][0]

    @classmethod
    def make(cls):
        return super().make(), __class__.__name__

    def lam(self):
        return (lambda s=self: super(Derived, s).who())()


x = Derived(1)
print(x.v, x.w, x.who(), Derived.make()[1], x.lam())


def factory(base):
    class Local(base):
        def who(self):
            return 'local' + super().who()
        class Inner:
            def m(self):
                return base.__name__
    return Local


print(factory(Base)(3).who(), factory(Derived).Inner().m())
if True:
    class Cond:
        def __init__(self): self.k = __class__.__name__
print(Cond().k)
