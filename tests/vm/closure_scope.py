# SPDX-License-Identifier: MIT
# Closures, nonlocal, global, default arguments, late binding.
def adder(n):
    def add(x):
        return x + n
    return add
print(adder(3)(4), [adder(i)(10) for i in range(3)])
def counter():
    n = 0
    def inc():
        nonlocal n
        n += 1
        return n
    def get():
        return n
    return inc, get
inc, get = counter()
inc()
inc()
print(get())
fs = [lambda: i for i in range(3)]
print([f() for f in fs])
fs = [lambda i=i: i for i in range(3)]
print([f() for f in fs])
g = 1
def setg():
    global g
    g = 2
setg()
print(g)
def deep():
    a = 1
    def l1():
        b = 2
        def l2():
            nonlocal a
            a += b
            def l3():
                return a * 100 + b
            return l3
        return l2()
    return l1()()
print(deep())
def default(a, l=[]):
    l.append(a)
    return l
print(default(1), default(2), default(3, []))
def args(a, b=2, *c, d, e=5, **f):
    return a, b, c, d, e, sorted(f.items())
print(args(1, d=4), args(1, 2, 3, 4, d=0, e=1, z=9, y=8), args(*[1, 2], **{'d': 3}), args(d=1, a=2))
def kwonly(*, x, y=2):
    return x, y
print(kwonly(x=1), kwonly(y=5, x=3))
compose = lambda f, g: lambda x: f(g(x))
print(compose(lambda x: x + 1, lambda x: x * 2)(5))
def dec(f):
    def wrap(*a, **k):
        return ('wrapped', f(*a, **k))
    return wrap
def dec_arg(tag):
    def d(f):
        return lambda *a: (tag, f(*a))
    return d
@dec
def one(x):
    return x
@dec_arg('t')
@dec
def two(x, y=1):
    return x + y
print(one(1), two(2))
def cell_del():
    x = 1
    def f():
        return x
    del x
    try:
        return f()
    except NameError:
        return 'NameError'
print(cell_del())
x = 'global'
class K:
    x = 'class'
    def m(self):
        return x
    y = [x for _ in range(1)]
print(K().m(), K.x)
def rec(n):
    return 1 if n == 0 else n * rec(n - 1)
print(rec(20), (lambda s, n: s(s, n))(lambda s, n: 1 if n < 2 else n * s(s, n - 1), 10))
def f(a: int, b: 'str' = 'x') -> bool:
    return a, b
print(f(1))
