# SPDX-License-Identifier: MIT
# Names of class bodies inside functions.
def fn():
    x='local'
    class B:
        y=1
        def m(self): return x
        x='B'
        z=x
        def n(self): return [x for _ in range(1)]
    return B
b=fn(); print(b.y,b().m(),b.x,b.z,b().n())
def fn2(x):
    class B:
        y=x
        def m(self): return x
        l=[x for _ in range(2)]
    return B
b=fn2(4); print(b.y,b().m(), b.l)
