# SPDX-License-Identifier: MIT
# with statements: order, exceptions, suppression, control flow.
class C:
    def __init__(self, name, swallow=False):
        self.name = name
        self.swallow = swallow
    def __enter__(self):
        print('enter', self.name)
        return self
    def __exit__(self, t, v, tb):
        print('exit', self.name, t.__name__ if t else t, type(v) is t)
        return self.swallow
with C('a') as a:
    print('in', a.name)
with C('b'), C('c') as c:
    print('both')
try:
    with C('d'):
        raise ValueError('x')
except ValueError as e:
    print('propagated', e)
with C('e', True):
    raise KeyError('swallowed')
print('after')
def ret():
    with C('f'):
        return 'value'
print(ret())
for i in range(3):
    with C(i):
        if i == 0:
            continue
        if i == 1:
            break
try:
    with C('g'):
        with C('h', True):
            1 / 0
        print('after h')
        raise RuntimeError('r')
except RuntimeError:
    print('RuntimeError')
class BadEnter:
    def __enter__(self):
        raise ValueError('enter')
    def __exit__(self, *a):
        print('not called')
try:
    with BadEnter():
        pass
except ValueError as e:
    print(e)
class BadExit(C):
    def __exit__(self, *a):
        raise KeyError('exit')
try:
    with BadExit('i'):
        pass
except KeyError as e:
    print('KeyError')
def gen():
    with C('gen'):
        yield 1
        yield 2
g = gen()
print(next(g))
g.close()
