/* SPDX-License-Identifier: MIT */
/*
 * What goes too deep raises, in heaps of several sizes and on a small C
 * stack as well as a large one, and the VM goes on.
 */
#include <pthread.h>
#include <stdlib.h>

#include "check.h"
#include "heap_check.h"
#include "modules/mod_marshal.h"
#include "object/dict.h"
#include "runtime/state.h"
#include "vm.h"

/* Of threads, and what of it the VM may use: as threads have, and twice what
 * firmware gives with words half as wide. Sanitizers make frames wider. */
#ifdef __SANITIZE_ADDRESS__
#define WIDER ((size_t)4)
#else
#define WIDER ((size_t)1)
#endif
static const struct stack {
	size_t size;
	size_t limit;
} stacks[] = {
	{ (size_t)256 * 1024, (size_t)160 * 1024 },
	{ (size_t)192 * 1024, (size_t)96 * 1024 },
	{ WIDER * 48 * 1024, WIDER * 16 * 1024 },
};

#define NEST(open, close) \
	"exec('x = ' + '" open "' * 3000 + '1' + '" close "' * 3000)\n"

static const char *const programs[] = {
	"def f(): f()\nf()\n",
	"def f(n): return f(n + 1) + 1\nf(0)\n",
	"def f(*a, **k): f(*a, **k)\nf(1, b=2)\n",
	"f = lambda n: f(n)\nf(1)\n",
	"def g(n):\n    yield from g(n + 1)\nlist(g(0))\n",
	"def g():\n    for x in g(): yield x\nlist(g())\n",
	"async def c(): await c()\nc().send(None)\n",
	"class K:\n    def __getattr__(s, n): return getattr(s, n + 'a')\nK().x\n",
	"class K:\n    def __eq__(s, o): return s == o\nK() == K()\n",
	"class K:\n    def __lt__(s, o): return s < o\nK() < K()\n",
	"class K:\n    def __hash__(s): return hash(s)\n{K(): 1}\n",
	"class K:\n    def __repr__(s): return repr(s)\nrepr(K())\n",
	"class K:\n    def __str__(s): return '%s' % s\nstr(K())\n",
	"class K:\n    def __str__(s): return f'{s}'\nstr(K())\n",
	"class K:\n    def __add__(s, o): return s + o\nK() + 1\n",
	"class K:\n    def __getitem__(s, i): return s[i]\nK()[0]\n",
	"class K:\n    def __call__(s): return s()\nK()()\n",
	"class K:\n    def __iter__(s): return iter(s)\nfor x in K(): pass\n",
	"class K:\n    def __next__(s): return next(s)\nnext(K())\n",
	"class K:\n    def __contains__(s, x): return x in s\n1 in K()\n",
	"class K:\n    def __len__(s): return len(s)\nlen(K())\n",
	"class K:\n    def __bool__(s): return bool(s)\nbool(K())\n",
	"class K:\n    def __init__(s): K()\nK()\n",
	"class K:\n    def __enter__(s):\n        with s: pass\n"
	"    def __exit__(s, *a): pass\nwith K(): pass\n",
	"class K:\n    @property\n    def p(s): return s.p\nK().p\n",
	"class K:\n    def __del__(s): K()\nK()\n",
	"class K: pass\nfor i in range(3000): K = type('K', (K,), {})\nK().x\n",
	"def k(x): return sorted([2, 1], key=k)\nsorted([2, 1], key=k)\n",
	"def m(x): return list(map(m, [x]))\nm(1)\n",
	"def f(x): return max([1, 2], key=f)\nf(1)\n",
	"def f(): exec('f()')\nf()\n",
	"def f(): eval('f()')\nf()\n",
	"def f():\n    try: f()\n    finally: f()\n",
	"def f(n):\n    try: 1 // 0\n    except Exception as e: f(n)\nf(1)\n",
	"l = []\nfor i in range(3000): l = [l]\nrepr(l)\n",
	"l = ()\nfor i in range(3000): l = (l,)\nrepr(l)\nhash(l)\n",
	"l = {}\nfor i in range(3000): l = {1: l}\nstr(l)\n",
	"l = []\nm = []\nfor i in range(3000): l = [l]; m = [m]\nl == m\n",
	"l = ()\nm = ()\nfor i in range(3000): l = (l,); m = (m,)\nl < m\n",
	"l = {}\nm = {}\nfor i in range(3000): l = {1: l}; m = {1: m}\nl == m\n",
	"l = frozenset()\nfor i in range(3000): l = frozenset((l,))\nhash(l)\n",
	"l = []\nl.append(l)\nstr(l)\nl == [l]\n",
	"l = []\nm = [l]\nl.append(m)\nl == m\n",
	"d = {}\nd[1] = d\nrepr(d)\nd == {1: d}\n",
	"t = int\nfor i in range(3000): t = (t,)\nisinstance('', t)\n",
	"t = ValueError\nfor i in range(3000): t = (t,)\n"
	"try: raise KeyError\nexcept t: pass\n",
	"import json\nl = []\nfor i in range(3000): l = [l]\njson.dumps(l)\n",
	"import json\nl = []\nl.append(l)\njson.dumps(l)\n",
	"import json\njson.loads('[' * 3000 + ']' * 3000)\n",
	"import json\njson.loads('{\"a\":' * 3000 + '1' + '}' * 3000)\n",
	"import re\nre.compile('(' * 3000 + ')' * 3000)\n",
	"import re\nre.match('(a*)*' * 20, 'a' * 200)\n",
	NEST("(", ")"),
	NEST("[", "]"),
	NEST("{1:", "}"),
	NEST("(1,", ")"),
	NEST("-", ""),
	NEST("not ", ""),
	NEST("lambda: ", ""),
	NEST("1 if 1 else ", ""),
	NEST("f(", ")"),
	NEST("a[", "]"),
	NEST("[x for x in ", "]"),
	NEST("2 ** ", ""),
	NEST("1 + (", ")"),
	NEST("x := (", ")"),
	NEST("await ", ""),
	"exec('x = a' + '.b' * 3000)\n",
	"exec('x = a' + '()' * 3000)\n",
	"exec('x = 1' + ' + 1' * 3000)\n",
	"exec('x = 1' + ' < 1' * 3000)\n",
	"exec('x = ' + 'f\"{' * 40 + '1' + '}\"' * 40)\n",
	"exec('a = ' * 3000 + '1')\n",
	"exec(''.join(' ' * i + 'if 1:\\n' for i in range(200)) + ' ' * 200 + "
	"'1')\n",
	"exec(''.join(' ' * i + 'def f():\\n' for i in range(100)) + "
	"' ' * 100 + '1')\n",
	"exec(''.join(' ' * i + 'class K:\\n' for i in range(100)) + "
	"' ' * 100 + '1')\n",
	"e = None\nfor i in range(2000):\n    n = ValueError(i)\n"
	"    n.__cause__ = e\n    e = n\nraise e\n",
	"def f(n):\n    try: raise KeyError\n    finally: f(n)\nf(1)\n",
	"import sys, io\ntry:\n    def f(): f()\n    f()\n"
	"except RuntimeError as e: sys.print_exception(e, io.StringIO())\n",
	"class K:\n    def __get__(s, o, t): return o.p\n"
	"class L: p = K()\nL().p\n",
	"class K:\n    def __set__(s, o, v): o.p = v\n"
	"class L: p = K()\nL().p = 1\n",
	"class K:\n    @property\n    def p(s): return 1\n"
	"    @p.setter\n    def p(s, v): s.p = v\nK().p = 1\n",
	"class K:\n    def __setattr__(s, n, v): setattr(s, n, v)\nK().x = 1\n",
	"class K:\n    def __delattr__(s, n): delattr(s, n)\ndel K().x\n",
	"class K:\n    def __getattribute__(s, n): return getattr(s, n)\n"
	"    def __getattr__(s, n): return s.y\nK().x\n",
	"class K:\n    def __setitem__(s, i, v): s[i] = v\nK()[0] = 1\n",
	"class K:\n    def __delitem__(s, i): del s[i]\ndel K()[0]\n",
	"class K:\n    def __radd__(s, o): return o + s\n1 + K()\n",
	"class K:\n    def __iadd__(s, o):\n        s += o\n        return s\n"
	"k = K()\nk += 1\n",
	"class K:\n    def __neg__(s): return -s\n-K()\n",
	"class K:\n    def __int__(s): return int(s)\nint(K())\n",
	"class K:\n    def __index__(s): return [1][s]\n[1][K()]\n",
	"class K:\n    def __format__(s, f): return format(s, f)\n"
	"format(K(), '>5')\nf'{K():5}'\n",
	"class K:\n    def __bytes__(s): return bytes(s)\nbytes(K())\n",
	"class K:\n    def __iter__(s): return iter(list(s))\nlist(K())\n",
	"class K:\n    def __iter__(s): yield from s\nsum(K())\n",
	"class K:\n    def __next__(s): return max(s)\n"
	"    def __iter__(s): return s\nmax(K())\n",
	"class K:\n    def __lt__(s, o): return sorted([s, o])\n"
	"sorted([K(), K()])\n",
	"class K:\n    def __gt__(s, o): return max(s, o)\nmax(K(), K())\n",
	"class K:\n    def __eq__(s, o): return s in [o]\n"
	"    def __hash__(s): return 1\n{K(): 1}[K()]\n",
	"class K:\n    def __repr__(s): return '%r' % [s]\nprint(K())\n",
	"class K:\n    def __exit__(s, *a):\n        with K(): pass\n"
	"    def __enter__(s): pass\nwith K(): pass\n",
	"def d(f): return d(d)(f)\n@d\ndef f(): pass\n",
	"import io\nclass S(io.IOBase):\n"
	"    def write(s, b): print(b, file=s)\nprint(1, file=S())\n",
	"import re\ndef f(m): return re.sub('a', f, 'a')\nf(1)\n",
	"import heapq\nclass K:\n    def __lt__(s, o):\n"
	"        heapq.heapify([s, o])\nheapq.heapify([K(), K()])\n",
	"from collections import deque\nd = deque((), 5)\nd.append(d)\nrepr(d)\n",
	"x = type('K', (), {})()\nx.x = x\nrepr(x)\n",
	"import chain\n",
	"def f():\n    import chain\n    f()\nf()\n",
	"__import__('chain')\n",
	"def g(n):\n    if n: yield from g(n - 1)\n    yield n\n"
	"x = g(100000)\nnext(x)\n",
	"def g(i): yield from i\nx = iter([1])\n"
	"for i in range(100000): x = g(x)\nlist(x)\n",
	"def g(i):\n    try: yield from i\n    finally: 1\nx = iter([1] * 9)\n"
	"for i in range(1500): x = g(x)\ntry: next(x)\n"
	"except RuntimeError: pass\nx.close()\n",
	"x = iter([1])\nfor i in range(20000): x = map(abs, x)\nlist(x)\n",
	"x = iter([1])\nfor i in range(20000): x = filter(None, x)\nlist(x)\n",
	"x = iter([1])\nfor i in range(20000): x = zip(x)\nlist(x)\n",
	"x = iter([1])\nfor i in range(20000): x = enumerate(x)\nlist(x)\n",
	"x = iter([1])\nfor i in range(20000): x = (y for y in x)\nlist(x)\n",
	"f = lambda: 1\nfor i in range(20000): f = lambda f=f: f()\nf()\n",
	"def w(f): return lambda *a: f(*a)\nf = abs\n"
	"for i in range(20000): f = w(f)\nf(1)\n",
	"def w(f):\n    def g(): return f() + 1\n    return g\nf = int\n"
	"for i in range(20000): f = w(f)\nf()\n",
	"class K:\n    def __init__(s, f): s.__call__ = f\n"
	"    def m(s): return s.m\nf = K(1).m\nfor i in range(9999): f = f()\n",
	"class K:\n    def f(s, n): return s.f(n + 1)\nK().f(1)\n",
	"class K:\n    @classmethod\n    def f(c): return c.f()\nK.f()\n",
	"class K:\n    @staticmethod\n    def f(): return K.f()\nK.f()\n",
	"class K:\n    def __new__(c): return K()\nK()\n",
	"class K(list):\n    def __repr__(s): return list.__repr__([s])\n"
	"repr(K())\n",
	"class K(dict):\n    def __getitem__(s, i): return s[i]\nK()[1]\n",
	"class K(Exception):\n    def __str__(s): return str(s)\nraise K\n",
	"class K(Exception):\n    def __repr__(s): return repr([s])\n"
	"print(repr(K(1)))\n",
	"class K:\n    def f(s): super().f()\nclass L(K):\n"
	"    def f(s): s.g()\n    def g(s): super().f(); s.f()\nL().f()\n",
	"e = ValueError()\nfor i in range(3000): e = ValueError(e)\nstr(e)\n"
	"repr(e)\nraise e\n",
	"e = ValueError()\ne.args = (e,)\nx = ValueError(e, [e])\nprint(x)\n",
	"import sys, io\nx = None\nfor i in range(3000):\n    try: raise "
	"KeyError(i) from x\n    except KeyError as e: x = e\n"
	"sys.print_exception(x, io.StringIO())\nraise x\n",
	"def f(n):\n    try: raise KeyError(n)\n"
	"    except KeyError: f(n + 1)\nf(0)\n",
	"s = '1'\nfor i in range(12): s = '{:>' + s + '}'\nprint(s)\n"
	"'{:{:{:{}}}}'.format(1, 2, 3, 4)\n",
	"'{0' + '[0]' * 9000 + '}'\n('{0' + '[0]' * 9000 + '}').format([])\n",
	"s = '{' * 5000 + '}' * 5000\ns.format(1)\n",
	"('%(' + '(' * 3000 + ')' * 3000 + ')s') % {}\n",
	"import struct\nstruct.calcsize('(' * 3000)\n",
	"import uctypes\nd = {'a': 0}\n"
	"for i in range(3000): d = {'a': (0, d)}\nuctypes.sizeof(d)\n",
	"import uctypes\nd = {}\nd['a'] = (0, d)\nuctypes.sizeof(d)\n"
	"uctypes.struct(0, d).a.a.a.a\nrepr(uctypes.struct(0, d))\n",
	"import uctypes\nd = {}\nd['a'] = (0 | uctypes.ARRAY, 3, d)\n"
	"uctypes.sizeof(d)\n",
	"import marshal\ns = '1'\nfor i in range(3000): s = '(' + s + ',)'\n"
	"marshal.loads(marshal.dumps(compile(s, 'f', 'eval')))\n",
	"import marshal\ns = ''\nfor i in range(90): s += ' ' * i + "
	"'def f():\\n'\ns += ' ' * 90 + '1'\n"
	"marshal.loads(marshal.dumps(compile(s, 'f', 'exec')))\n",
	"import marshal\ndef f(): return marshal.loads(marshal.dumps(f.__code__)"
	")\nx = f()\nexec(x)\n",
	"import asyncio\nasync def f(n):\n    await f(n + 1)\n"
	"asyncio.run(f(0))\n",
	"import asyncio\nasync def f(n):\n    t = asyncio.create_task(f(n + 1))"
	"\n    await t if n < 300 else 1 // 0\nasyncio.run(f(0))\n",
	"import asyncio\nasync def f(n):\n    if n: await asyncio.gather("
	"f(n - 1))\nasyncio.run(f(300))\n",
	"import asyncio\nasync def f(n):\n    if n: await asyncio.wait_for("
	"f(n - 1), 9)\nasyncio.run(f(300))\n",
	"class K:\n    def __aiter__(s): return s\n"
	"    async def __anext__(s): return await s.__anext__()\n"
	"async def f(): return [x async for x in K()]\nf().send(None)\n",
	"async def g(n):\n    async for x in g(n + 1): yield x\n"
	"async def f(): return [x async for x in g(0)]\nf().send(None)\n",
	"class K:\n    def __await__(s): return (yield from s.__await__())\n"
	"async def f(): await K()\nf().send(None)\n",
	"class K:\n    async def __aenter__(s):\n        async with s: pass\n"
	"    async def __aexit__(s, *a): pass\n"
	"async def f():\n    async with K(): pass\nf().send(None)\n",
	"class K:\n    def __init_subclass__(c): type('L', (c,), {})\n"
	"class M(K): pass\n",
	"class K:\n    def __set_name__(s, o, n): type('L', (), {'a': s})\n"
	"class M: a = K()\n",
	"class K:\n    def __instancecheck__(s, o): return isinstance(o, s)\n"
	"isinstance(1, K())\n",
	"class K:\n    def __hash__(s): return hash((s,))\nhash(K())\n",
	"class K:\n    def __eq__(s, o): return [s] == [o]\n"
	"K() == K()\n[K()] == [K()]\n",
	"class K:\n    def __lt__(s, o): return [s] < [o]\nK() < K()\n",
	"class K:\n    def __lt__(s, o): return min(s, o)\nmin(K(), K())\n",
	"class K:\n    def __abs__(s): return abs(s)\nabs(K())\n",
	"class K:\n    def __float__(s): return float(s)\nfloat(K())\n",
	"class K:\n    def __complex__(s): return complex(s)\ncomplex(K())\n",
	"class K:\n    def __divmod__(s, o): return divmod(s, o)\n"
	"divmod(K(), 1)\n",
	"class K:\n    def __reversed__(s): return reversed(s)\n"
	"reversed(K())\n",
	"class K:\n    def __dir__(s): return dir(s)\ndir(K())\n",
	"class K:\n    def __round__(s, n=0): return round(s)\nround(K())\n",
	"class K:\n    def __matmul__(s, o): return s @ o\nK() @ 1\n",
	"class K:\n    def __pow__(s, o): return s ** o\nK() ** 1\n",
	"class K:\n    def __buffer__(s): return bytes(s)\nbytes(K())\n",
	"class K:\n    def __iter__(s): return iter(tuple(s))\na, b = K()\n"
	"print(*K())\n",
	"class K:\n    def keys(s): return dict(s)\ndict(K())\n{**K()}\n",
	"def f(*a, **k): return f(*a, 1, **k)\nf()\n",
	"def f(a=[]): return f(a=[a])\nf()\n",
	"def f(x): return any(f(y) for y in [x])\nf(1)\n",
	"def f(x): return [f(y) for y in [x]]\nf(1)\n",
	"def f(x): return {f(y): 1 for y in [x]}\nf(1)\n",
	"def f(x): return sum(map(f, [x]))\nf(1)\n",
	"def f(x): return list(filter(f, [x]))\nf(1)\n",
	"def f(x): return min([x, x], key=f)\nf(1)\n",
	"def f(x):\n    l = [1, 2]\n    l.sort(key=f)\nf(1)\n",
	"def f(): return eval('[f() for x in (1,)]')\nf()\n",
	"def f(): return getattr(f, 'x', f())\nf()\n",
	"def f():\n    with open('x' if f() else 'y'): pass\nf()\n",
	"def f(): exec(compile('f()', 'f', 'exec'))\nf()\n",
	"def f(n):\n    def g(): return f(n + 1)\n    return g()\nf(0)\n",
	"def f(n):\n    class K:\n        x = f(n + 1)\nf(0)\n",
	"import json\nclass K:\n    def __str__(s): return json.dumps(s)\n"
	"    __repr__ = __str__\njson.dumps(K())\n",
	"import json\nt = ()\nfor i in range(3000): t = (t,)\njson.dumps(t)\n",
	"import json\nd = {}\nfor i in range(3000): d = {'a': d}\n"
	"json.dumps(d)\n",
	"import json, io\njson.load(io.StringIO('[{\"a\":' * 3000))\n",
	"import json, io\nclass S(io.IOBase):\n"
	"    def readinto(s, b): return json.load(s)\njson.load(S())\n",
	"import re\nre.compile('(?:' * 3000 + ')' * 3000)\n",
	"import re\nre.compile('a' + '*' * 3000)\n",
	"import re\nre.compile('(a|' * 3000 + 'b' + ')' * 3000).match('b')\n",
	"import re\nre.match('(a|b)*c', 'ab' * 100000)\n",
	"import re\nre.match('((a)|(b))*?c', 'ab' * 20000)\n",
	"import heapq\nclass K:\n    def __lt__(s, o):\n"
	"        heapq.heappush([s], o)\nheapq.heappush([K()], K())\n",
	"from collections import namedtuple\nT = namedtuple('T', 'a')\nt = T(1)\n"
	"for i in range(3000): t = T(t)\nrepr(t)\nhash(t)\nt == T(t)\n",
	"from collections import OrderedDict as O\nd = O()\n"
	"for i in range(3000): d = O([(1, d)])\nrepr(d)\n",
	"from collections import deque\nd = deque((), 5)\n"
	"for i in range(3000):\n    e = deque((), 5)\n    e.append(d)\n    d = e\n"
	"repr(d)\n",
	"from collections import defaultdict\nd = defaultdict(lambda: d[1])\n"
	"d[1]\n",
	"class K(dict):\n    def __missing__(s, k): return s[k]\nK()[1]\n",
	"import array\nclass K:\n    def __iter__(s):\n"
	"        yield array.array('i', s)\narray.array('i', K())\n",
	"import sys\nsys.excepthook = lambda *a: 1 // 0\n1 // 0\n",
	"import sys, io\nclass S(io.IOBase):\n"
	"    def write(s, b): sys.print_exception(e, s)\n"
	"try: 1 // 0\nexcept Exception as e: sys.print_exception(e, S())\n",
	"import micropython\ndef f(x): micropython.schedule(f, x)\n"
	"f(1)\nfor i in range(100): pass\n",
	"import gc\nclass K:\n    def __del__(s):\n        K()\n"
	"        gc.collect()\nK()\ngc.collect()\n",
	"x = y = None\nfor i in range(100000): x = [x]; y = {1: y}\n"
	"import gc\ngc.collect()\n",
	"x = None\nfor i in range(20000):\n    def f(x=x): pass\n    x = f\n"
	"import gc\ngc.collect()\n",
	"try:\n    d = sorted\n    def f(): return d([f, f], key=lambda x: x())\n"
	"    f()\nexcept RuntimeError: f()\n",
	"import io\nx = io.BytesIO()\n"
	"for i in range(9999): x = io.BufferedWriter(x, 9)\n"
	"x.write(b'1' * 99)\nx.flush()\n",
	"import io, deflate\nx = io.BytesIO(b'1' * 99)\n"
	"for i in range(9999): x = deflate.DeflateIO(x)\nx.read()\n",
	"import io, deflate\nx = io.BytesIO()\n"
	"for i in range(30): x = deflate.DeflateIO(x, deflate.RAW, 5)\n"
	"x.write(b'1' * 99)\nx.close()\n",
	"x = bytearray(9)\nfor i in range(20000): x = memoryview(x)\n"
	"x[1:]\nbytes(x)\nhash(x)\nx == x[:]\nx[1] = 2\n",
	"f = abs\nfor i in range(9999): f = staticmethod(f)\n"
	"class K: g = f\nK.g\nK().g\nK().g()\nf()\n",
	"f = abs\nfor i in range(9999): f = classmethod(f)\n"
	"class K: g = f\nK.g\nK().g\nK().g()\nf()\n",
	"f = abs\nfor i in range(9999): f = property(f)\n"
	"class K: g = f\nK().g\n",
	"x = None\nfor i in range(9999): x = slice(x)\nrepr(x)\nx == slice(x)\n"
	"hash(x)\n[][x]\n",
	"x = 1\nfor i in range(9999): x = slice(1, x)\n"
	"x == x\nx == slice(1, x)\nstr(x)\n",
	"def g(i): yield from i\nx = iter([1] * 9)\n"
	"for i in range(50000): x = g(x)\ntry: next(x)\n"
	"except RuntimeError: pass\n"
	"try: x.throw(ValueError)\nexcept RuntimeError: pass\nx.close()\n",
	"def g(i):\n    for x in i: yield x\nx = g([1] * 9)\n"
	"for i in range(4000): x = g(x)\n    \n"
	"del x\nimport gc\ngc.collect()\n",
	"def g():\n    try: yield\n    finally: h(9)\ndef h(n):\n"
	"    x = g()\n    next(x)\n    x.close()\nh(1)\n",
	"import array\nx = array.array('O')\n"
	"for i in range(9999):\n    y = array.array('O')\n    y.append(x)\n"
	"    x = y\nrepr(x)\nx == x\nx == array.array('O', [x])\n",
	"x = y = ()\nfor i in range(9999): x = (x,); y = (y,)\n"
	"'a'.startswith(x)\n",
	"x = y = ()\nfor i in range(9999): x = (x,); y = (y,)\n"
	"issubclass(int, x)\n",
	"x = y = ()\nfor i in range(9999): x = (x,); y = (y,)\nx in [y]\n",
	"x = y = ()\nfor i in range(9999): x = (x,); y = (y,)\n[x].index(y)\n",
	"x = y = ()\nfor i in range(9999): x = (x,); y = (y,)\n[x].count(y)\n",
	"x = y = ()\nfor i in range(9999): x = (x,); y = (y,)\nmin(x, y)\n",
	"x = y = ()\nfor i in range(9999): x = (x,); y = (y,)\n"
	"sorted([x, y])\n",
	"x = y = ()\nfor i in range(9999): x = (x,); y = (y,)\n{x: 1}\n",
	"x = y = ()\nfor i in range(9999): x = (x,); y = (y,)\nprint(x)\n",
	"x = y = ()\nfor i in range(9999): x = (x,); y = (y,)\n'%s' % x\n",
	"x = y = ()\nfor i in range(9999): x = (x,); y = (y,)\n'%r' % (x,)\n",
	"x = y = frozenset()\nfor i in range(9999):\n    try:\n"
	"        x = frozenset([x])\n        y = frozenset([y])\n"
	"    except RuntimeError: break\nx == y\nrepr(x)\n",
	"from collections import OrderedDict as O\nx = O()\ny = O()\n"
	"for i in range(9999): x = O([(1, x)]); y = O([(1, y)])\nx == y\n",
	"x = []\nfor i in range(9999): x = {1: x}.values()\nrepr(x)\n",
	"x = []\nfor i in range(9999): x = {1: x}.items()\nrepr(x)\nx == x\n",
	"class K:\n    def m(s): pass\nx = K().m\n"
	"for i in range(9999):\n    k = K()\n    k.x = x\n    x = k.m\n"
	"repr(x)\nhash(x)\nx == k.m\n",
	"f = abs\nfor i in range(9999):\n    class K: pass\n    K.__call__ = f\n"
	"    f = K()\nf()\n",
	"f = 1\nfor i in range(9999):\n    class K: pass\n    K.__call__ = f\n"
	"    f = K()\nf(1, a=2)\ncallable(f)\n",
	"f = 1\nfor i in range(9999):\n    class K: pass\n    K.__iter__ = f\n"
	"    f = K()\niter(f)\n",
	"f = 1\nfor i in range(9999):\n    class K: pass\n    K.__get__ = f\n"
	"    f = K()\nclass L: g = f\nL().g\n",
	"class K: pass\nK.__call__ = K()\nK()()\n",
	"class K: pass\nK.__getattr__ = K()\nK().x\n",
	"class K: pass\nK.__init__ = K\nK()\n",
	"class K: pass\nK.__new__ = K\nK()\n",
	"class K: pass\nclass L: pass\nK.__init__ = L\nL.__init__ = K\nK()\n",
	"class K: pass\nK.__get__ = K\nK.__set__ = K\nK.x = K()\nK().x\n"
	"K().x = 1\n",
	"class K: pass\nK.__eq__ = K.__hash__ = K.__repr__ = K()\nK() == K()\n",
	"class K: pass\nK.__len__ = K\nlen(K())\n",
	"class K: pass\nK.__iter__ = K.__next__ = K\nlist(K())\n",
	"import io\nx = io.StringIO()\nprint(*[x] * 3000, file=x)\n",
	"import time\nclass K(tuple): pass\nx = ()\n"
	"for i in range(9999): x = K((x,))\nrepr(x)\nhash(x)\nx == K((x,))\n",
	"class K(list): pass\nx = []\nfor i in range(9999): x = K((x,))\n"
	"repr(x)\nx == K((x,))\nx < K((x,))\n",
	"class K(dict): pass\nx = K()\nfor i in range(9999): x = K(a=x)\n"
	"repr(x)\nx == K(a=x)\n",
	"class K(dict): pass\nx = K()\nfor i in range(9999): x = K(a=x)\n"
	"import json\njson.dumps(x)\n",
	"x = 0\nfor i in range(9999):\n    class K:\n        y = x\n    x = K\n"
	"import gc\ngc.collect()\n",
	"import sys\nf = lambda *a: sys.settrace(f)\n"
	"try: sys.settrace(f)\nexcept AttributeError: pass\n",
	"import io\nclass S(io.IOBase):\n"
	"    def readinto(s, b): return S().readinto(b)\n"
	"    def ioctl(s, *a): return s.ioctl(*a)\n"
	"x = S()\ntry: x.read()\nexcept Exception: x.close()\n",
	"import select, io\nclass S(io.IOBase):\n"
	"    def ioctl(s, *a): return select.select([s], [], [], 0)\n"
	"select.select([S()], [], [], 0)\n",
	NEST("f'{", "}'"),
	NEST("lambda x=", ": 1"),
	NEST("(yield ", ")"),
	NEST("{*", ",}"),
	NEST("{**{", "}}"),
	NEST("f(*", ")"),
	NEST("f(a=", ")"),
	NEST("f(**", ")"),
	NEST("a[b:", "]"),
	NEST("a[:, ", "]"),
	NEST("~", ""),
	NEST("+-", ""),
	NEST("a if ", " else b"),
	NEST("(a for a in ", ")"),
	NEST("{a for a in ", "}"),
	NEST("{a: a for a in ", "}"),
	NEST("[a for a in b if ", "]"),
	NEST("[", " for a in b]"),
	NEST("a and (", ")"),
	NEST("a or not (", ")"),
	NEST("a < (", ")"),
	NEST("a @ (", ")"),
	NEST("a.b(", ").c"),
	"exec('(' * 3000 + 'a' + ',)' * 3000 + ' = 1')\n",
	"exec('[' * 3000 + 'a' + ']' * 3000 + ' = 1')\n",
	"exec('for ' + '(' * 3000 + 'a' + ',)' * 3000 + ' in b: pass')\n",
	"exec('del ' + '(' * 3000 + 'a' + ',)' * 3000)\n",
	"exec('with a as ' + '(' * 3000 + 'b' + ',)' * 3000 + ': pass')\n",
	"exec('with ' + 'a, ' * 3000 + 'b: pass')\n",
	"exec('def f(a: ' + '(' * 3000 + ')' * 3000 + '): pass')\n",
	"exec('@' + 'a(' * 3000 + ')' * 3000 + '\\ndef f(): pass')\n",
	"exec('@a\\n' * 3000 + 'def f(): pass')\n",
	"exec('class K(' + 'a(' * 3000 + ')' * 3000 + '): pass')\n",
	"exec('if a: pass\\n' + 'elif b: pass\\n' * 3000)\n",
	"exec('raise ' + '(' * 3000 + ')' * 3000 + ' from 1')\n",
	"exec('return ' + 'lambda: ' * 3000 + '1')\n",
	"exec('a' + '[0]' * 3000 + ' = 1')\n",
	"exec('a' + '.b(1)[2]' * 3000)\n",
	"exec('x = ' + 'a if b else ' * 3000 + 'c')\n",
	"exec('x = ' + 'a and b or ' * 3000 + 'c')\n",
	"exec('x = ' + 'not ' * 3000 + 'c')\n",
	"exec('x = ' + '\"a\" ' * 3000)\n",
	"exec('a: ' + '(' * 3000 + ')' * 3000 + ' = 1')\n",
	"exec('from ' + '.' * 3000 + ' import a')\n",
	"exec('import ' + 'a.' * 3000 + 'b')\n",
	"exec('global ' + 'a, ' * 3000 + 'b')\n",
	"for t in ('try:', 'for a in b:', 'while a:', 'with a:', 'async def f():', "
	"'class K:', 'if a:'):\n    for n in 20, 90, 200:\n        try: exec(''"
	".join(' ' * i + t + '\\n' for i in range(n)) + ' ' * n + '1')\n"
	"        except Exception: pass\n",
	"for n in 20, 60, 90:\n    try: exec(''.join(' ' * i + 'try:\\n' for i "
	"in range(n)) + ' ' * n + '1\\n' + ''.join(' ' * i + 'finally: 1\\n' "
	"for i in range(n - 1, -1, -1)))\n    except Exception: pass\n",
};

/* ---- the only file there is: the module `chain`, which imports itself ---- */

static const char chain[] =
    "import sys\ndel sys.modules['chain']\nimport chain\n";
static size_t read_at;

static int
host_open(void *ctx, const char *name, unsigned flags)
{
	(void)ctx;
	(void)flags;
	read_at = 0;
	return strstr(name, "chain.py") != NULL ? 3 : -2;
}

static int
host_close(void *ctx, int fd)
{
	(void)ctx;
	(void)fd;
	return 0;
}

static int
host_read(void *ctx, int fd, void *buf, size_t len)
{
	size_t rest = sizeof(chain) - 1 - read_at;

	(void)ctx;
	(void)fd;
	len = len < rest ? len : rest;
	memcpy(buf, chain + read_at, len);
	read_at += len;
	return (int)len;
}

static int
host_stat(void *ctx, const char *name, struct vm_file_stat *st)
{
	(void)ctx;
	if (strstr(name, "chain.py") == NULL)
		return -2;
	memset(st, 0, sizeof(*st));
	st->mode = VM_MODE_FILE;
	st->size = sizeof(chain) - 1;
	return 0;
}

static const struct vm_host_files files = {
	.open = host_open,
	.close = host_close,
	.read = host_read,
	.stat = host_stat,
};
static const struct vm_module *const modules[] = { &vm_module_marshal };
static const struct vm_host host = {
	.files = &files,
	.modules = modules,
	.module_count = 1,
	.platform = "test",
};

static const size_t sizes[] = { 24 * 1024, 64 * 1024, 512 * 1024,
	8 * 1024 * 1024 };

static enum vm_result
run(struct vm *vm, const char *text)
{
	return vm_exec_source(vm, text, strlen(text), "test", VM_EXEC_FILE);
}

/* A word left on the stack may look like a pointer to the garbage, and the
 * collector believes it. */
static __attribute__((noinline)) void
clear_stack(void)
{
	volatile char stale[32 * 1024];

	for (size_t i = 0; i < sizeof(stale); i++)
		stale[i] = 0;
}

static void
check_program(const char *text, size_t size, size_t c_stack)
{
	const struct vm_config config = { .c_stack_size = c_stack };
	void *block = malloc(size);
	const char *wrong;
	struct vm *vm;
	char error[256];

	if (block == NULL || vm_init(&vm, block, size, &host, &config) != VM_OK)
		abort();
	if (run(vm, text) != VM_OK)
		(void)vm_error_text(vm, error, sizeof(error));
	wrong = heap_check(vm);
	/* What fills the heap is garbage now. */
	vm_dict_clear(vm, vm_main_globals(vm));
	vm->last_exception = VM_UNDEF;
	clear_stack();
	if (wrong == NULL && run(vm, "[i for i in range(9)]\n") != VM_OK)
		wrong = "the VM does not go on";
	if (wrong != NULL) {
		printf("# heap of %zu: %s", size, text);
		check_report(__FILE__, __LINE__, wrong);
	}
	vm_fini(vm);
	free(block);
}

/* In heaps of all sizes, or the smallest and the largest. */
static void
check_all(size_t c_stack)
{
	size_t count = sizeof(sizes) / sizeof(sizes[0]);
	size_t step = c_stack == 0 ? 1 : count - 1;

	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
		for (size_t n = 0; n < count; n += step)
			check_program(programs[i], sizes[n], c_stack);
	}
}

static void *
on_small_stack(void *arg)
{
	const struct stack *stack = arg;

	check_all(stack->limit);
	return arg;
}

TEST(deep_programs_raise)
{
	check_all(0);
}

TEST(deep_programs_raise_on_small_stacks)
{
	for (size_t i = 0; i < sizeof(stacks) / sizeof(stacks[0]); i++) {
		struct stack stack = stacks[i];
		pthread_attr_t attr;
		pthread_t thread;

		pthread_attr_init(&attr);
		pthread_attr_setstacksize(&attr, stack.size);
		CHECK_INT(pthread_create(&thread, &attr, on_small_stack,
			      &stack),
		    0);
		pthread_join(thread, NULL);
	}
}

int
main(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	RUN(deep_programs_raise);
	RUN(deep_programs_raise_on_small_stacks);
	return check_done();
}
