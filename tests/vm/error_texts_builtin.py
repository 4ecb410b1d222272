# SPDX-License-Identifier: MIT
# Texts of errors raised by builtins, calls and attribute access.
def err(f, *a, **k):
    try:
        print(f(*a, **k))
    except Exception as e:
        print(type(e).__name__, e)

err(int, 'abc')
err(int, 'z', 36 + 1)
err(int, [])
err(int, None)
err(float, 'x')
err(float, [])
err(chr, -1)
err(chr, 0x110000)
err(chr, 'a')
err(ord, 'ab')
err(ord, 5)
err(ord, '')
err(abs, 'a')
err(divmod, 1, 0)
err(pow, 'a', 2)
err(round, 'a')
err(hex, 'a')
err(isinstance, 1, 5)
err(issubclass, 1, int)
err(getattr, 1, 'zz')
err(getattr, 1, 5)
err(setattr, 1, 'zz', 5)
err(delattr, 1, 'zz')
err(len)
err(len, 1, 2)
err(abs)
err(sorted)
err(eval, '1 +')
err(eval, 'nothing')
err(__import__, 'no_such_module')
err(5)
err(None)
err('a')
def f(a, b=1, *, c=2):
    return a, b, c
err(f)
err(f, 1, 2, 3)
err(f, 1, a=2)
err(f, 1, d=2)
err(f, 1, c=5)
def g(a, b):
    pass
err(g, 1)
err(g)
err(g, b=1)
def h(*, k):
    pass
err(h)
err(h, 1)
class A:
    def m(self, x):
        pass
err(A().m)
err(A.m)
err(lambda: A().zz)
err(lambda: A.zz)
err(lambda: A()())
err(lambda: A()[0])
err(lambda: A() + 1)
err(lambda: 1 + A())
err(lambda: -A())
err(lambda: A() < A())
err(lambda: len(A()))
err(lambda: iter(A()))
err(lambda: next(A()))
err(lambda: 1 + 'a')
err(lambda: 'a' + 1)
err(lambda: 'a' * 'b')
err(lambda: 1 / 0)
err(lambda: 1 // 0)
err(lambda: 1 % 0)
err(lambda: 1.0 / 0)
err(lambda: 1 << -1)
err(lambda: undefined_name)
err(lambda: 1 < 'a')
err(lambda: None + 1)
err(lambda: ~1.5)
err(lambda: {} + {})
def unbound():
    x += 1
    x = 1
err(unbound)
def unbound2():
    del y
    y = 1
err(unbound2)
err(lambda: int.zz)
err(lambda: (1).zz)
err(lambda: None.zz)
err(lambda: f.zz)
err(type, 1, 2)
err(object, 1)
err(super)
err(lambda: object().x)
def setx():
    object().x = 1
err(setx)
def raise_it(x):
    raise x
err(raise_it, 5)
err(raise_it, 'str')
err(raise_it, ValueError)
err(raise_it, ValueError('a', 2))
# A function outside a class may use super(); called, it finds no class.
def outside(self):
    return super().__init__
err(outside, 5)
