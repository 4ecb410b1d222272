# SPDX-License-Identifier: MIT
# Exceptions, finally in every control path, generators, closures.
log = []
def f(n):
    for i in range(3):
        try:
            if n == 0:
                return 'ret'
            if n == 1:
                break
            if n == 2:
                continue
            if n == 3:
                raise ValueError(i)
            if n == 4:
                1 / 0
        except ValueError as e:
            log.append(('ve', str(e)))
            if i == 1:
                return 'from except'
        finally:
            log.append(('fin', n, i))
    else:
        log.append('else')
    return 'end'
for n in range(6):
    try:
        log.append(f(n))
    except ZeroDivisionError as e:
        log.append('zde')
for line in log:
    print(line)
def nested():
    out = []
    try:
        try:
            raise KeyError('a')
        finally:
            out.append(1)
            try:
                raise ValueError('b')
            except ValueError:
                out.append(2)
            finally:
                out.append(3)
    except KeyError as e:
        out.append(e.args[0])
    return out
print(nested())
def override():
    try:
        return 1
    finally:
        return 2
print(override())
def swallow():
    while True:
        try:
            raise ValueError
        finally:
            break
    return 'swallowed'
print(swallow())
def reraise():
    try:
        try:
            raise ValueError('first')
        except ValueError:
            raise
    except ValueError as e:
        return e.args
print(reraise())
def cause():
    try:
        try:
            raise ValueError('v')
        except ValueError as e:
            raise TypeError('t') from e
    except TypeError as e:
        return repr(e.__cause__)[:12]
print(cause())
class E1(Exception):
    pass
class E2(E1):
    def __init__(self, code):
        super().__init__('code', code)
        self.code = code
for ex in (E1, E1('x'), E2(5), KeyError('k'), IndexError(1, 2)):
    try:
        raise ex
    except E2 as e:
        print('E2', e.code, e.args)
    except (E1, KeyError) as e:
        print('E1/KeyError', e.args)
    except Exception as e:
        print('other', type(e).__name__, e.args)
    else:
        print('never')
def deep(n):
    if n == 0:
        raise RuntimeError('deep')
    try:
        deep(n - 1)
    finally:
        log.append(n)
log.clear()
try:
    deep(5)
except RuntimeError as e:
    print(e, log)
try:
    e
except NameError:
    print('e is gone')
def gen(n):
    try:
        for i in range(n):
            got = yield i
            if got:
                print('got', got)
        return 'done'
    except GeneratorExit:
        print('exit')
        raise
    finally:
        print('gen finally')
g = gen(3)
print(next(g), g.send('hi'), next(g))
try:
    next(g)
except StopIteration as e:
    print('value', e.value)
g = gen(3)
next(g)
g.close()
try:
    next(g)
except StopIteration:
    print('closed')
def outer():
    r = yield from gen(2)
    print('r', r)
    r2 = yield from [10, 20]
    print('r2', r2)
    return 'o'
print(list(outer()))
def catcher():
    while True:
        try:
            x = yield
            print('x', x)
        except ValueError as e:
            print('caught', e)
            yield 'recovered'
g = catcher()
next(g)
g.send(1)
print(g.throw(ValueError('boom')))
next(g)
g.send(2)
def delegate():
    try:
        yield from catcher()
    except KeyError as e:
        print('delegate got', e.args)
        yield 'last'
g = delegate()
next(g)
print(g.throw(ValueError('inner')))
next(g)
print(g.throw(KeyError('x')))
def fib():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b
def take(n, it):
    for x in it:
        if n == 0:
            return
        n -= 1
        yield x
print(list(take(10, fib())))
def tree(n):
    if n:
        yield from tree(n - 1)
        yield n
        yield from tree(n - 1)
print(list(tree(4)))
print(sum(x * y for x in range(5) for y in range(x) if (x + y) % 2))
def counter():
    n = 0
    def inc(by=1):
        nonlocal n
        n += by
        return n
    def get():
        return n
    return inc, get
inc, get = counter()
inc()
inc(5)
print(get())
fs = [lambda i=i: i * 10 for i in range(3)]
print([f() for f in fs])
fs = [lambda: i for i in range(3)]
print([f() for f in fs])
def make(k):
    def adder(x):
        def inner():
            return x + k
        return inner
    return adder
print(make(5)(6)())
def args(a, b=2, *c, d, e=5, **f):
    return a, b, c, d, e, sorted(f.items())
print(args(1, d=4), args(1, 2, 3, 4, d=5, z=6), args(*[1, 2], **{'d': 3, 'y': 4}))
print(args(*(1,), *(2, 3), d=0, **{'q': 1}, **{'r': 2}))
for bad in (lambda: args(), lambda: args(1), lambda: args(1, d=2, a=3), lambda: (lambda x: x)(y=1), lambda: (lambda: 0)(1)):
    try:
        bad()
        print('no error')
    except TypeError:
        print('TypeError')
def pos(a, b, /, c):
    return a + b + c
print(pos(1, 2, c=3))
try:
    pos(a=1, b=2, c=3)
except TypeError:
    print('TypeError')
def kwonly(*, a, b=3):
    return a, b
print(kwonly(a=1), kwonly(b=2, a=1))
a, (b, *c), d = 1, (2, 3, 4), 5
print(a, b, c, d)
*a, b = range(4)
print(a, b)
x = y = [1]
x.append(2)
print(y)
def wal():
    if (n := 10) > 5:
        return n
print(wal(), [z for w in range(4) if (z := w * w) > 2])
def deco(tag):
    def wrap(fn):
        def inner(*a, **k):
            return tag + fn(*a, **k)
        return inner
    return wrap
@deco('<')
@deco('>')
def greet(name='you'):
    return 'hi ' + name
print(greet(), greet('me'), greet(name='all'))
i = 0
while i < 10:
    i += 1
    if i == 3:
        continue
    if i == 6:
        break
else:
    print('not here')
print(i)
for i in range(3):
    for j in range(3):
        if j == i:
            break
    else:
        print('inner else', i)
        continue
    print('broke', i, j)
def rec(n):
    return 1 if n == 0 else n * rec(n - 1)
print(rec(25))
def deeprec(n):
    return 0 if n == 0 else 1 + deeprec(n - 1)
print(deeprec(700))
def inf():
    return inf()
try:
    inf()
except RuntimeError:
    print('recursion')
print(1 < 2 < 3, 1 < 3 < 2, 1 == 1.0 == True, not 0 or 5, '' and 1, None or 'd')
assert 1, 'fine'
try:
    assert 0, 'msg'
except AssertionError as e:
    print(e)
del x
try:
    x
except NameError:
    print('x gone')
global_var = 1
def setg():
    global global_var
    global_var += 41
setg()
print(global_var)
exec('zz = 5\nprint(zz + global_var)')
print(eval('zz * 2'), eval('a+b', {'a': 1, 'b': 2}))
