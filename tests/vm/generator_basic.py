# SPDX-License-Identifier: MIT
# Generators: send, throw, close, return value, yield from, expressions.
def g(n):
    for i in range(n):
        x = yield i
        if x:
            print('got', x)
    return 'ret'
it = g(3)
print(next(it), it.send('hello'), next(it))
try:
    next(it)
except StopIteration as e:
    print('stop', e.value)
print(next(it, 'exhausted'))
def t():
    while True:
        try:
            yield 1
        except ValueError as e:
            print('caught', e)
            yield 'after'
it = t()
next(it)
print(it.throw(ValueError('v')), next(it))
try:
    it.throw(KeyError('k'))
except KeyError as e:
    print('KeyError')
def c():
    try:
        yield 1
        yield 2
    finally:
        print('closing')
it = c()
next(it)
it.close()
print(list(it))
it = c()
it.close()
def sub():
    r = yield 'a'
    print('sub got', r)
    yield 'b'
    return 'result'
def outer():
    v = yield from sub()
    print('v', v)
    yield from [1, 2]
    yield from range(2)
    return 5
it = outer()
print(next(it), it.send('S'), list(it))
print(list(x * x for x in range(4)), sum(x for x in range(5)), (x for x in []).__next__ and 1)
def fib():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b
out = []
for f in fib():
    if f > 50:
        break
    out.append(f)
print(out)
def countdown(n):
    while n:
        yield n
        n -= 1
print(list(countdown(3)), [list(countdown(i)) for i in range(3)])
def tree(t):
    if t:
        l, v, r = t
        yield from tree(l)
        yield v
        yield from tree(r)
print(list(tree(((None, 1, None), 2, ((None, 3, None), 4, None)))))
try:
    g(1).send(5)
except TypeError:
    print('TypeError')
def raiser():
    yield 1
    raise ValueError('in gen')
it = raiser()
next(it)
try:
    next(it)
except ValueError as e:
    print(e)
print(list(it))
def stop():
    yield 1
    return
print(list(stop()), type(stop()).__name__)
pipeline = (x + 1 for x in (y * 2 for y in range(4)) if x % 4)
print(list(pipeline))
def ignore():
    try:
        yield 1
    except GeneratorExit:
        yield 2
it = ignore()
next(it)
try:
    it.close()
except RuntimeError:
    print('RuntimeError')
def rec():
    it = me[0]
    next(it)
    yield
me = [None]
me[0] = rec()
try:
    next(me[0])
except ValueError as e:
    print('ValueError')


# A StopIteration thrown into a generator does not look like its end.
def never_started():
    yield 1


for make in (StopIteration, lambda: StopIteration(3)):
    g = never_started()
    try:
        g.throw(make())
    except Exception as e:
        print(type(e).__name__)
    print(list(g), f"", f'')


# What is thrown while an iterator without throw() is delegated to.
def plain_delegate():
    try:
        yield from [1, 2]
    finally:
        print("cleanup")


for e in (StopIteration(5), ValueError()):
    g = plain_delegate()
    next(g)
    try:
        g.throw(e)
    except Exception as raised:
        print(type(raised).__name__)
