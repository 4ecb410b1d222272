# SPDX-License-Identifier: MIT
# Special methods of built-in types by name, through super() and as functions.
class L4(list):
    def f(self): return super().__len__()
    def __len__(self): return super().__len__()+10
    def __getitem__(self,i): return ('item', super().__getitem__(i))
    def __eq__(self,o): return super().__eq__(o)
    def __contains__(self,o): return not super().__contains__(o)
    def __iter__(self): return super().__iter__()
    def __add__(self,o): return ('add', super().__add__(o))
    def __repr__(self): return 'L4' + super().__repr__()
l=L4([1,2]); print(l.f(), len(l), l[1], l==[1,2], 1 in l, list(l), l+[3], l)
class E(Exception):
    def __str__(self): return 'E:' + super().__str__()
    def __repr__(self): return 'R:' + super().__repr__()
print(str(E('x')), repr(E(1))[:3])
class O:
    def __repr__(self): return 'O' + super().__repr__()[-1]
    def __hash__(self): return super().__hash__()
    def __eq__(self,o): return super().__eq__(o) is True
print(O(), O()==O(), hash(O())!=None)
o=O(); print(o==o)
class D(dict):
    def __getitem__(self,k): return super().__getitem__(k)+1
    def __setitem__(self,k,v): super().__setitem__(k,v*2)
    def __delitem__(self,k): print('del',k); super().__delitem__(k)
    def __contains__(self,k): print('in',k); return super().__contains__(k)
    def __len__(self): return super().__len__()
d=D(); d['a']=5; print(d['a'], 'a' in d, len(d)); del d['a']; print(len(d))
class I(int):
    def __add__(self,o): return I(super().__add__(o))
    def __radd__(self,o): return I(super().__radd__(o))
    def __neg__(self): return super().__neg__()
    def __lt__(self,o): return super().__lt__(o)
print(I(5)+1, type(I(5)+1).__name__, 1+I(5), -I(3), I(1)<I(2))
print([].__len__(), {}.__contains__(1), 'ab'.__getitem__(0), (5).__add__(3), (5).__radd__(3), 'a'.__add__('b'), (1.5).__mul__(2), (5).__eq__(5), (5).__eq__('a'), (5).__lt__(3), (5).__neg__())
print(list.__len__([1]), int.__add__(1,2), str.__len__('abc'), dict.__getitem__({1:2},1), hasattr([], '__iter__'), hasattr(5,'__iter__'), hasattr(5, '__len__'))
print(iter([1]).__next__(), [1].__iter__().__next__(), (5).__str__(), 'a'.__repr__(), 'abc'.__hash__()==hash('abc'))
try: [].__next__()
except AttributeError as e: print(e)
class S(str):
    def __len__(self): return 3*super().__len__()
    def __getitem__(self,i): return super().__getitem__(i)*2
print(len(S('ab')), S('ab')[1])
class T(tuple):
    def __getitem__(self,i): return super().__getitem__(i)+100
print(T((1,2))[0])
class St(set):
    def __contains__(self,x): return super().__contains__(x)
    def __or__(self,o): return super().__or__(o)
print(1 in St([1]), St([1])|{2})
print(str(b'abc', encoding='utf-8'), bytes('abc', encoding='utf-8'), bytearray('abc', 'utf-8', errors='strict'))
print('abc'.encode(encoding='utf-8'), b'abc'.decode(encoding='utf-8', errors='strict'))
from collections import namedtuple
Pair = namedtuple('Pair', 'a b')
for attribute in ('a', 'c'):
    try:
        setattr(Pair(1, 2), attribute, 3)
    except AttributeError:
        print('AttributeError', attribute)
class Sub(Pair):
    pass
sub = Sub(1, 2)
sub.c = 3
print(sub.c, Sub.__module__, int.__module__)
