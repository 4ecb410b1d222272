# SPDX-License-Identifier: MIT
# getattr, setattr, delattr, hasattr, dir, isinstance, issubclass, type.
class A:
    x = 1
    def __init__(self):
        self.y = 2
    def m(self):
        return 'm'
class B(A):
    pass
a = A()
print(getattr(a, 'x'), getattr(a, 'y'), getattr(a, 'm')(), getattr(a, 'zz', 'def'), getattr(a, 'x', 0))
setattr(a, 'z', 5)
print(a.z, hasattr(a, 'z'), hasattr(a, 'q'), hasattr(A, 'x'), hasattr(5, 'real_not'))
delattr(a, 'z')
print(hasattr(a, 'z'))
try:
    delattr(a, 'z')
except AttributeError:
    print('AttributeError')
try:
    getattr(a, 'zz')
except AttributeError as e:
    print('AttributeError')
print(isinstance(a, A), isinstance(B(), A), isinstance(a, B), isinstance(5, int), isinstance(5, (str, int)), isinstance('a', (int, float)))
print(issubclass(B, A), issubclass(A, B), issubclass(A, A), issubclass(bool, int), issubclass(A, object), issubclass(B, (int, A)))
print(isinstance(A, type), isinstance(int, type), isinstance(None, type(None)), isinstance([], object))
print(type(a) is A, type(B()) is B, type(a).__name__, A.__name__, B.__bases__ == (A,))
print('x' in dir(A), 'm' in dir(a), 'y' in dir(a), 'zz' in dir(a), 'append' in dir([]), 'upper' in dir(''))
C = type('C', (A,), {'k': 7, 'f': lambda self: self.k + 1})
c = C()
print(C.__name__, c.k, c.f(), c.x, isinstance(c, A))
a.__class__
print(a.__class__ is A, (5).__class__ is int, A.__class__ is type)
print(a.__dict__ == {'y': 2}, a.__module__ if hasattr(a, '__module__') else '__main__')
def f():
    pass
print(f.__name__, (lambda: 0).__name__)
print(callable(A), callable(a), callable(a.m), callable(f))
class D:
    def __call__(self, *args):
        return args
print(callable(D()), D()(1, 2))
print(object() == object(), isinstance(object(), object), object is object)
class E:
    def __getattr__(self, name):
        if name.startswith('dyn'):
            return name.upper()
        raise AttributeError(name)
e = E()
print(e.dynamic, getattr(e, 'dyn2'), hasattr(e, 'dyn'), hasattr(e, 'other'), getattr(e, 'other', 'none'))

for change in (lambda x: object.__setattr__(x, 5, 1), lambda x: object.__delattr__(x, 5),
               lambda x: object.__setattr__(x, None, 1)):
    try:
        change(e)
    except TypeError:
        print('a name is text')
