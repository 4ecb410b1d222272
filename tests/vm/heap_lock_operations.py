# SPDX-License-Identifier: MIT
# What runs while the heap is locked: the expected output is that every
# one of these does.
import micropython, sys
try: import io
except ImportError: pass
from array import array
import struct
class A:
    k = 3
    def __init__(self, *a): pass
    def m(self): return 1
    def m2(self, a, b=2): return a
    def __call__(self): return 5
    def __getitem__(self, i): return i
    def __len__(self): return 3
    def __add__(self, o): return self
    def __eq__(self, o): return True
    def __iter__(self): return self
    def __next__(self): raise stop
    def __enter__(self): return self
    def __exit__(self, *a): pass
    def __bool__(self): return True
    def __contains__(self, x): return True
    @property
    def p(self): return 1
    @staticmethod
    def s(): return 1
    @classmethod
    def c(cls): return 1
    def __getattr__(self, n): return 4
stop = StopIteration()
class B(A):
    def m(self): return super().m()
    def __init__(self): super().__init__()
class It:
    def __init__(self): self.n=0
    def __iter__(self): self.n=0; return self
    def __next__(self):
        self.n+=1
        if self.n>3: raise stop
        return self.n
a=A(); b=B(); it=It(); l=[3,1,2]; l0=[0]*8; t=(1,2,3); d={1:2,'a':3}; s={1,2}; ba=bytearray(8); bb=b'hello world'; st='hello world'; mv=memoryview(ba); ar=array('i',[1,2,3,4]); big=2**70; f=1.5; exc=ValueError(1)
inst=a
def g0(): return 1
def g1(x): return x
def g2(x,y=2,*,z=3): return x
def gs(*a): return a
def gk(**k): return k
def gen():
    yield 1
    yield 2
def gen2():
    yield from gg
ge=gen(); next(ge)
clo=(lambda x: (lambda: x))(3)
sio=io.StringIO('x'*50); bio=io.BytesIO(b'y'*50); bw=io.BytesIO(bytearray(50)); 
glob=1
EXPRESSIONS = [
    ('pass', lambda: None),
    ('call0', lambda: g0()),
    ('call1', lambda: g1(1)),
    ('callkw', lambda: g1(x=1)),
    ('calldef', lambda: g2(1)),
    ('calldefkw', lambda: g2(1,z=5,y=4)),
    ('callgs', lambda: gs()),
    ('method', lambda: a.m()),
    ('method2', lambda: a.m2(1)),
    ('method2kw', lambda: a.m2(1,b=3)),
    ('instcall', lambda: a()),
    ('super', lambda: b.m()),
    ('prop', lambda: a.p),
    ('static', lambda: a.s()),
    ('class', lambda: a.c()),
    ('clsstatic', lambda: A.s()),
    ('clsclass', lambda: A.c()),
    ('getattr', lambda: a.zz),
    ('closure', lambda: clo()),
    ('getattr()', lambda: getattr(a,'k')),
    ('hasattr', lambda: hasattr(a,'k')),
    ('isinstance', lambda: isinstance(a,A)),
    ('issub', lambda: issubclass(B,A)),
    ('type', lambda: type(a)),
    ('id', lambda: id(a)),
    ('callable', lambda: callable(a)),
    ('hash', lambda: hash(1)),
    ('hashs', lambda: hash('a')),
    ('hasht', lambda: hash(t)),
    ('getitem', lambda: a[1]),
    ('len', lambda: len(a)),
    ('add', lambda: a+1),
    ('eq', lambda: a==1),
    ('bool', lambda: not a),
    ('in', lambda: 1 in a),
    ('intadd', lambda: 1+len(l)),
    ('intmul', lambda: len(l)*7),
    ('bigcmp', lambda: big>1),
    ('smalloverflow', lambda: (1<<61)+(1<<61)),
    ('floatcmp', lambda: f<2),
    ('intdiv', lambda: 7//2),
    ('truediv', lambda: 7/2),
    ('neg', lambda: -len(l)),
    ('shift', lambda: 1<<5),
    ('pow', lambda: pow(2,5)),
    ('min', lambda: min(1,2)),
    ('max', lambda: max(1,2,3)),
    ('minl', lambda: min(l)),
    ('sum', lambda: sum(l)),
    ('any', lambda: any(l)),
    ('all', lambda: all(l)),
    ('ord', lambda: ord('a')),
    ('chr', lambda: chr(65)),
    ('round', lambda: round(1)),
    ('int()', lambda: int('12')),
    ('intf', lambda: int(f)),
    ('bool()', lambda: bool(l)),
    ('listget', lambda: l[1]),
    ('listset', lambda: l.__class__),
    ('tupget', lambda: t[1]),
    ('dictget', lambda: d[1]),
    ('dictget()', lambda: d.get(1)),
    ('dictin', lambda: 1 in d),
    ('setin', lambda: 1 in s),
    ('listin', lambda: 1 in l),
    ('strin', lambda: 'lo' in st),
    ('bytesin', lambda: b'lo' in bb),
    ('byteget', lambda: bb[1]),
    ('strget', lambda: st[1]),
    ('baget', lambda: ba[1]),
    ('mvget', lambda: mv[1]),
    ('arget', lambda: ar[1]),
    ('consttuple', lambda: (1,2)),
    ('strstrip', lambda: st.strip()),
    ('strfind', lambda: st.find('o')),
    ('strsw', lambda: st.startswith('h')),
    ('strcount', lambda: st.count('o')),
    ('streq', lambda: st=='hello'),
    ('strcmp', lambda: st<'z'),
    ('strreplace', lambda: st.replace('q','r')),
    ('strisdigit', lambda: st.isdigit()),
    ('strlen', lambda: len(st)),
    ('intern', lambda: 'a'),
    ('listpop', lambda: l0.pop()),
    ('listindex', lambda: l.index(1)),
    ('listcount', lambda: l.count(1)),
    ('listsort', lambda: l.sort()),
    ('listrev', lambda: l.reverse()),
    ('listeq', lambda: l==l0),
    ('listlt', lambda: l<l0),
    ('tupeq', lambda: t==(1,2,3)),
    ('dictpop', lambda: d.pop(77,None)),
    ('setadd', lambda: s.add(1)),
    ('setdisc', lambda: s.discard(5)),
    ('nextgen', lambda: next(ge)),
    ('frombytes', lambda: int.from_bytes(b'\x01\x02','little')),
    ('frombytes8', lambda: int.from_bytes(b'\xff'*8 if 0 else b'\xff\xff\xff\xff\xff\xff\xff\x00','little')),
    ('packinto', lambda: struct.pack_into('<H',ba,0,5)),
    ('calcsize', lambda: struct.calcsize('<H')),
    ('bioreadinto', lambda: bio.readinto(ba)),
    ('bioseek', lambda: bio.seek(0)),
    ('globals', lambda: glob),
    ('excnew', lambda: ValueError(1)),
    ('excnew0', lambda: ValueError()),
    ('syspath', lambda: sys.path),
    ('sysargv', lambda: sys.argv),
    ('sysmods', lambda: sys.modules),
    ('import', lambda: __import__('sys')),
    ('locals', lambda: locals()),
    ('globals()', lambda: globals()),
]
t2 = (1,)
dk = {"x": 1}
gg = [1, 2]

def st_forrange():
    for i in range(3): pass
def st_forlist():
    for i in l: pass
def st_fortuple():
    for i in t: pass
def st_forstr():
    for i in st: pass
def st_forbytes():
    for i in bb: pass
def st_fordict():
    for i in d: pass
def st_forset():
    for i in s: pass
def st_forinst():
    for i in it: pass
def st_forgen():
    for i in ge: pass
def st_forarr():
    for i in ar: pass
def st_while():
    i=0
    while i<10: i+=1
def st_nested():
    for i in range(3):
        for j in range(3): pass
def st_forbreak():
    for i in range(3): break
    else: pass
def st_try():
    try: pass
    finally: pass
def st_raise():
    try: raise exc
    except ValueError: pass
def st_raise_as():
    try: raise exc
    except ValueError as e: pass
def st_raise_cls():
    try: raise ValueError
    except ValueError: pass
def st_raise_new():
    try: raise ValueError(1)
    except ValueError: pass
def st_raise_new2():
    try: raise ValueError(1,2)
    except ValueError as e: pass
def st_zerodiv():
    try: 1//0
    except ZeroDivisionError: pass
def st_index():
    try: l[100]
    except IndexError: pass
def st_key():
    try: d[100]
    except KeyError: pass
def st_attr():
    try: t.foo
    except AttributeError: pass
def st_type():
    try: 1+'a'
    except TypeError: pass
def st_name():
    try: undefd
    except NameError: pass
def st_reraise():
    try:
        try: raise exc
        except ValueError: raise
    except ValueError: pass
def raiser(): raise exc
def st_raisefn():
    try: raiser()
    except ValueError: pass
def st_unpack():
    x,y,z=t
def st_swap():
    x,y=1,2
    x,y=y,x
def st_aug():
    x=1; x+=1; x*=3; x-=2
def st_listset():
    l[0]=1; l[1]+=1; ba[0]=255; ar[0]=7; mv[1]=3
def st_dictset():
    d[1]=5
def st_globalset():
    global glob
    glob=2
def st_global_new():
    global globnew
    globnew=2
def st_delglob():
    global glob2
    glob2=1
    del glob2
def st_slicestore():
    ba[0:2]=b'ab'
def st_mvslice():
    mv[0:2]=mv2
def st_mvslice2():
    mv[0:2]=b'ab'
def st_yieldfrom():
    for i in gen2_: pass
def st_assert():
    assert 1
def st_cmpchain():
    1<len(l)<10
def st_isnone():
    if a is None or a is not None: pass
def st_cond():
    return 1 if l else 2
def st_list_del():
    l5.pop()
def st_kwcall():
    g2(1,y=2,z=3)
def st_recursion(n=10):
    if n: st_recursion(n-1)
def st_excargs():
    try: raise exc
    except ValueError as e: e.args; e.value
def st_finally():
    try:
        try: raise exc
        finally: pass
    except ValueError: pass
def st_genthrow():
    try: ge3.throw(exc)
    except ValueError: pass
def st_gensend():
    ge4.send(None)
def st_import():
    import sys
def st_deep_except():
    for i in range(3):
        try: raise exc
        except ValueError: pass
def st_int_loop_big():
    x=1
    for i in range(20): x=(x*3)&0xffff
def st_bytesiter():
    n=0
    for b in bb: n+=b
def st_in_op():
    'a' in d; 5 not in s; 'x' in st

mv2 = memoryview(b'zz')
gen2_ = gen2()
next(gen2_)
l5 = [1, 2, 3]
ge3 = gen()
next(ge3)
ge4 = gen()
STATEMENTS = [(name, function) for name, function in globals().items()
              if name.startswith('st_')]


def run(function):
    result = 'ok'
    micropython.heap_lock()
    try:
        function()
    except MemoryError:
        result = 'MemoryError'
    micropython.heap_unlock()
    return result


for name, function in EXPRESSIONS + sorted(STATEMENTS):
    print(name, run(function))
