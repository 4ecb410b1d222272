# SPDX-License-Identifier: MIT
# Exceptions raised while the heap is locked keep their type and arguments.
import micropython
def f(fn):
    micropython.heap_lock()
    r=None
    try:
        fn()
    except Exception as e:
        r=e
    micropython.heap_unlock()
    print(type(r), r.args if r else None)
def a(): 1//0
def b(): [][1]
def c(): {}[1]
def d(): raise ValueError(1)
def e(): raise ValueError(1,2,'x')
def g(): (1).foo
def h(): 1+'a'
def i(): undefinedname
def j(): raise ValueError
def l(): [1].index(5)
def m(): raise OSError(5)
def n(): assert 0
def o(): assert 0, 'msg'
def p(): next(iter([]))
def q(): [0]*100
def r(): 'a'+'b'*len(s)
def s2(): open('x')
s=[1,2]
def u():
    try:
        1//0
    except ZeroDivisionError:
        raise ValueError(3)
def v():
    e1=ValueError(1); e2=TypeError(2)
    print(e1 is e2)
for x in (a,b,c,d,e,g,h,i,j,l,m,n,o,p,q,r,s2,u,v): f(x)
