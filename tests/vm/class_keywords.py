# SPDX-License-Identifier: MIT
# Keywords and unpacked bases of class statements.
class A:
    def __init_subclass__(cls,x=0,**k): print('init_subclass',cls.__name__,x,k)
class B(A,x=1): pass
class C(B,x=3,y=4): pass
class D(*[B],**{'x':5}): pass
print(D.__bases__[0].__name__)
class M: pass
class E(*(B,M),x=1): 
    def f(self): return super().__init__
E().f()
try:
    class F(M,z=1): pass
except TypeError: print('TE')
