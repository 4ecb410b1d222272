# Parameters, calls, closures, scopes, decorators.
def f0(): pass
def f1(a, b=2, *args, c, d=4, **kw): return a, b, args, c, d, sorted(kw.items())
def f2(a, /, b, *, c): return a, b, c
def f3(*, k=1): return k
def f4(a, b=(1, 2), c=[]): c.append(a); return b, c

print(f0(), f1(1, c=3), f1(1, 2, 3, 4, c=5, d=6, e=7, f=8))
print(f2(1, 2, c=3), f2(1, b=2, c=3), f3(), f3(k=9))
print(f4(1), f4(2), f4(3, c=[]))
for call in (lambda: f1(), lambda: f1(1), lambda: f2(1, 2, 3), lambda: f2(a=1, b=2, c=3),
             lambda: f3(1), lambda: f0(1), lambda: f0(x=1), lambda: f2(1, 2, c=3, b=4)):
    try:
        call()
        print('no error')
    except TypeError:
        print('TypeError')


def outer(x):
    y = x + 1
    def inner(z):
        nonlocal y
        y += z
        return x, y
    def reader():
        return y
    return inner, reader


i1, r1 = outer(10)
i2, r2 = outer(20)
print(i1(1), i1(2), r1(), i2(5), r2())


def counter():
    n = 0
    def step():
        nonlocal n
        n += 1
        return n
    return step


c = counter()
print(c(), c(), c())


def deep():
    a = 1
    def l1():
        b = 2
        def l2():
            c = 3
            def l3():
                nonlocal a
                a = a + b + c
                return a
            return l3
        return l2
    return l1()()() , a


print(deep())
g = 5


def use_global():
    global g
    g += 1
    return g


print(use_global(), g)


def makers():
    return [lambda: i for i in range(3)], [lambda j=j: j for j in range(3)]


a, b = makers()
print([f() for f in a], [f() for f in b])


def deco(tag):
    def wrap(fn):
        def inner(*args, **kw):
            return tag, fn(*args, **kw)
        return inner
    return wrap


@deco('x')
@deco('y')
def plus(a, b):
    return a + b


print(plus(1, b=2))


def unbound():
    try:
        print(q)
    except NameError as e:
        print('NameError')
    q = 1
    print(q)
    del q
    try:
        q
    except NameError:
        print('again')


unbound()


def cond(flag):
    if flag:
        v = 1
    try:
        return v
    except NameError:
        return 'unbound'


print(cond(True), cond(False))


def loopvar(n):
    for k in range(n):
        pass
    try:
        return k
    except NameError:
        return None


print(loopvar(3), loopvar(0))


def annotated(a: int, b: "x" = 2, *args: str, c: float = 1.5, **kw: dict) -> None:
    x: int = 5
    y: str
    return a, b, args, c, kw, x


print(annotated(1), annotated(1, 2, 3, c=4, d=5))
print((lambda a, *b, c=1, **d: (a, b, c, d))(1, 2, c=3, e=4))
print([*map(lambda x, y=10: x + y, [1, 2])])


def many(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t):
    u = a + b; v = c + d; w = e + f; x = g + h; y = i + j; z = k + l
    return u + v * w - x + y - z + m + n + o + p + q + r + s + t


print(many(*range(20)))
print(many(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, t=20))


def args50(*a):
    return len(a), sum(a)


print(args50(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22,
             23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42,
             43, 44, 45, 46, 47, 48, 49, 50))


def recursive(n):
    return 1 if n == 0 else n * recursive(n - 1)


print(recursive(20))


def shadow(list):
    return [list for list in list], list


print(shadow([1, 2]))


def multi():
    return 1, 2, *[3, 4]


print(multi())


def swap(a, b, c):
    a, b = b, a
    (a, b), c = (b, a), (a, c)
    return a, b, c


print(swap(1, 2, 3))


def clos_param(x, *a, k=1, **kw):
    def g():
        return x, a, k, kw
    x += 1
    return g()


print(clos_param(1, 2, k=3, z=4))


def class_in_func(v):
    class C:
        w = v
        def get(self):
            return v, self.w
        @staticmethod
        def st():
            return v
        vals = [v + i for i in range(2)]
    return C


print(class_in_func(7)().get(), class_in_func(8).st(), class_in_func(9).vals)
x = 'global'


class Scope:
    x = 'class'
    def m(self):
        return x
    y = x
    z = [x for _ in range(2)]


print(Scope().m(), Scope.y, Scope.z)


def param_deleted(a, b):
    for i in range(2):
        if i:
            del a
        else:
            b += a
    try:
        return a
    except NameError:
        return b, 'gone'


print(param_deleted(1, 2))
src = 'def wide(%s):\n    return p0 + p%d, [%s]\nprint(wide(p99=3)[0], sum(wide()[1]))\n' % (
    ', '.join('p%d=%d' % (i, i) for i in range(100)), 99, ', '.join('p%d' % i for i in range(100)))
exec(src)
src = 'def locals_(a):\n' + ''.join('    v%d = a + %d\n' % (i, i) for i in range(100)) + \
    '    return ' + ' + '.join('v%d' % i for i in range(100)) + '\nprint(locals_(1))\n'
exec(src)
src = 'def far(a):\n    t = 0\n    for q in range(3):\n        if a < 0:\n' + \
    ''.join('            t += a * %d\n' % (i + 300) for i in range(120)) + \
    '        elif a == 5:\n            continue\n        else:\n            t += 1\n    return t\n' + \
    'print(far(-1), far(5), far(6))\n'
exec(src)
