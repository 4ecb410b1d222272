# SPDX-License-Identifier: MIT
"""What modules.py calls: for every module the good calls, each the last
line of some statements; a # at the end means that it is not varied."""

MODULES = """_thread array asyncio binascii builtins cmath collections cryptolib deflate errno framebuf gc hashlib heapq io json
machine math micropython os platform random re requests select socket ssl struct sys termios time tls uctypes vfs
websocket uarray uasyncio ubinascii ucollections ucryptolib uerrno uhashlib uheapq uio ujson uos uplatform urandom ure
uselect usocket ussl ustruct usys utime uwebsocket""".split()

TIME = "(2024, 2, 29, 12, 30, 45, 3, 60)"
BLOCKS = """class Dev:
 def __init__(self, n=64, size=512): self.d, self.size = bytearray(n * size), size
 def readblocks(self, n, buf, off=0):
  a = n * self.size + off
  buf[:] = self.d[a:a + len(buf)]
 def writeblocks(self, n, buf, off=None):
  a = n * self.size + (off or 0)
  if off is None: off = 0
  self.d[a:a + len(buf)] = buf
 def ioctl(self, op, arg):
  if op == 4: return len(self.d) // self.size
  if op == 5: return self.size
  if op == 6: return 0
"""
FAT = BLOCKS + "d = Dev()\nvfs.VfsFat.mkfs(d)\nf = vfs.VfsFat(d)\nwith f.open('a', 'w') as x: x.write('hello')\nf.mkdir('s')\n"
LFS = FAT.replace("VfsFat", "VfsLfs2")
RE = "r = re.compile(r'(\\w+) (\\d+)?')\nm = r.match('abc 12')\n"
FRAME = "b = bytearray(32)\nf = framebuf.FrameBuffer(b, 16, 16, framebuf.MONO_HLSB)\n"
FILE = "import io\nw = open('probe.txt', 'w')\nw.write('one\\ntwo\\nthree')\nw.close()\nf = open('probe.txt'%s)\n"
DEFLATED = "import io\nz = io.BytesIO(b'x\\x9c\\xcbH\\xcd\\xc9\\xc9W\\xc8@\\xa2\\x00:k\\x06\\xd5')\nd = deflate.DeflateIO(z%s)\n"
POLL = "import io\np = select.poll()\n"
SOCKET = "s = socket.socket()\n"
STRUCT = "b = bytearray(range(1, 33))\nd = {'a': uctypes.UINT8 | 0, 'b': (uctypes.ARRAY | 4, uctypes.UINT8 | 4), 'c': (8, {'x': uctypes.INT16 | 0})," \
    " 'p': (uctypes.PTR | 0, uctypes.UINT8), 'f': uctypes.BFUINT16 | 2 | 3 << uctypes.BF_POS | 5 << uctypes.BF_LEN}\n" \
    "s = uctypes.struct(uctypes.addressof(b), d, uctypes.LITTLE_ENDIAN)\n"

# What g() does while the heap is locked; it ran once before.
LOCKED = """import micropython, array
l, t, d, s, b = [1, 2, 3], (1, 2, 3), {'a': 1, 2: 3}, {1, 2}, bytearray(8)
a, v, st, by = array.array('h', [1, 2, 3]), memoryview(b), 'abc', b'abc'
class C:
 z = 5
 def __init__(self): self.x, self.y = 1, 2
 def m(self, q=3, *, k=4): return self.x + q + k
 def __enter__(self): return self
 def __exit__(self, *e): return True
 def __getitem__(self, i): return i
 def __call__(self): return 9
 def __len__(self): return 3
 def __eq__(self, o): return True
 def __add__(self, o): return 1
 def __iter__(self): return it
 @property
 def p(self): return 6
 @staticmethod
 def sm(): return 7
 @classmethod
 def cm(cls): return 8
o, E = C(), ValueError
bound = o.m
def f0(): return 0
def f3(x, y=2, z=3): return x + y + z
def fk(x, *, k=1): return x + k
def fv(*v): return len(v)
def fkw(**k): return len(k)
def closure(n):
 def inner(): return n
 return inner
cl = closure(4)
def gen():
 while True: yield 1
def gen2(): yield from gen()
g1, g2 = gen(), gen2()
class It:
 def __iter__(self): return self
 def __next__(self): raise StopIteration
it = It()
def rec(n): return 0 if n == 0 else rec(n - 1)
big, fl, w = 1 << 100, 1.5, 0
def g():
 global w
 r = None
%s
 return r
try: g()
except MemoryError: pass
micropython.heap_lock()
try: r = g()
except MemoryError: r = 'MemoryError'
except Exception as e: r = type(e)
finally: micropython.heap_unlock()
r#"""
WHILE_LOCKED = """r = f0()|r = f3(1)|r = f3(1, 2, 3)|r = f3(1, z=4)|r = f3(x=1, y=2, z=4)|r = f3(*t)|r = f3(*l)|r = fk(1, k=2)|r = fv()|r = fv(1, 2)
r = fkw()|r = fkw(a=1)|r = cl()|r = bound(2)|r = o.m()|r = o.m(1)|r = o.m(1, k=2)|r = C.m(o)|r = o.sm()|r = o.cm()|r = C.cm()|r = o()|r = o.p|r = o.x + o.z
o.x = 3|o.x += 1|o.new = 1|C.z = 6|r = o[3]|r = len(o)|r = o == 1|r = o + 1|r = C()|r = rec(20)
for i in range(5): r = i|for i in l: r = i|for i in t: r = i|for i in d: r = i|for i in s: r = 0|for i in st: r = i|for i in by: r = i|for i in b: r = i
for i in v: r = i|for i in a: r = i|for i in it: r = i|for i in d.items(): r = i|for i in d.values(): r = i|for i in enumerate(l): r = i|for i in zip(l, t): r = i
for i in reversed(l): r = i|for i in range(0, 10, 3): r = i|for i in o: r = i|r = next(g1)|r = next(g2)|r = g1.send(None)|r = gen()|r = gen2()
try: raise E|try: raise ValueError|try: raise E('x')|try: 1 / 0|try: l[9]|try: d['zz']|try: nothing|try: o.nothing|try: int('x')|try: f3()|try: assert 0|try: raise OSError(5)
with o: r = 1|with o: raise E|r = [1, 2]|r = (1, 2)|r = {1: 2}|r = l + l|r = st + st|r = l[0:2]|r = t[0:2]|r = st[0:2]|r = by[0:2]|r = st[1]|r = by[1]|r = l[-1]
r = v[1:3]|r = v[1]|v[1] = 2|v[0:2] = by[0:2]|v[0:3] = by|b[0] = 5|b[0] += 1|b[0:3] = by|a[1] = 7|a[1] += 1|l[0] = 5|l[0] += 1|l[0], l[1] = l[1], l[0]|d['a'] = 3|d['a'] += 1|d['n'] = 1
r = 1 + 2 * 3 - 4 // 2 % 3|r = w << 3 ^ 5 | 2 & ~1|w += 1|r = -w|r = big + 1|r = big == big|r = big < 3|r = fl + 1|r = fl < 2|r = int(fl)|r = 7 / 2
r = st == 'abc'|r = st < 'b'|r = 'b' in st|r = 98 in by|r = 2 in l|r = 2 in t|r = 2 in s|r = 'a' in d|r = 5 not in range(4)|x, y, z = l|x, y, z = t|x, *y = l|(x, y), z = (1, 2), 3
r = 1 if w else 2|r = w and l or t|r = not l|r = l is l|r = 1 < w < 3|del d[2]; d[2] = 3|l.append(1); l.pop()|r = l.pop(); l.append(r)|l.sort()|l.reverse()|l.clear(); l.append(1)|r = l.index(2)|r = l.count(2)
r = d.get('a')|r = d.get('q', 1)|r = d.keys()|r = d.items()|r = d.pop('a', 0)|r = d.setdefault('a', 1)|s.add(1)|s.discard(9)|r = st.find('b')|r = st.startswith('a')|r = st.split()|r = st.upper()|r = st.isdigit()
r = len(l)|r = abs(-3)|r = min(1, 2)|r = max(l)|r = sum(l)|r = ord('a')|r = chr(65)|r = bool(l)|r = int('12')|r = str(1)|r = isinstance(o, C)|r = issubclass(C, object)|r = type(o)|r = id(o) > 0|r = hash(st) == hash(st)|r = callable(o)|r = any(l)|r = all(l)
r = hasattr(o, 'x')|r = getattr(o, 'x')|setattr(o, 'x', 2)|r = range(3)|r = lambda: 1|r = divmod(7, 2)|r = pow(2, 5)|r = iter(l)|r = sorted(l)|r = list(l)|r = repr(1)|r = '%d' % 1|r = f'{w}'|r = [i for i in l]|r = sum(i for i in l)
import micropython|from micropython import const|micropython.schedule(len, t)|micropython.heap_lock(); micropython.heap_unlock()|r = micropython.stack_use() > 0|print(end='')|r = memoryview(b)|r = bytes(2)
while w < 3: w += 1|global z1; z1 = 1|def q(): pass|r = closure(1)|r = cl() + cl()""".replace("\n", "|").split("|")


def locked(statement):
    if statement.startswith("try:"):
        statement += "\n except (ZeroDivisionError, ValueError, IndexError, KeyError, NameError, AttributeError, TypeError, AssertionError, OSError)" \
            " as e: r = type(e)"
    return LOCKED % (" " + statement.replace("; ", "\n "))


CALLS = {
    "array": [
        "array.array('b')", "array.array('H', [1, 2])", "array.array('i', b'abcdefgh')", "array.array('f', (1, 2.5))",
        "array.array('q', [1 << 62])", "array.array('d', [1])", "array.array('O', [1, 'a'])", "array.array('P', [1])",
        "array.array('Q', range(3))", "array.array('B', array.array('H', [1, 300]))", "array.array('x')", "array.array('bb')",
        "a = array.array('h', [1, 2])\na.append(5)", "a = array.array('h', [1, 2])\na.extend([3, 4])",
        "a = array.array('h', [1, 2])\na.extend(array.array('h', [3]))", "a = array.array('h', [1, 2])\na.extend(array.array('b', [3]))",
        "a = array.array('h', [1, 2])\na + array.array('h', [3])#", "a = array.array('h', [1, 2])\na + b'ab'#",
        "a = array.array('h', [1, 2])\na[0:1] = array.array('h', [7, 8])\na#", "a = array.array('h', [1, 2])\na[5]#",
        "a = array.array('h', [1, 2])\na[0] = 70000\na#", "a = array.array('B', [1, 2])\na[0] = -1\na#",
        "a = array.array('h', [1, 2])\na[0] = 'a'\na#", "a = array.array('h', [1, 2])\ndel a[0]\na#", "a = array.array('h', [1, 2])\na[::-1]#",
        "a = array.array('h', [1, 2])\na == array.array('H', [1, 2])#", "a = array.array('h', [1, 2])\na.decode()", "2 in array.array('h', [1, 2])#",
        "a = array.array('h', [1, 2])\na * 2#", "bytes(array.array('h', [1, 2]))#", "memoryview(array.array('h', [1, 2]))[1]#",
        "array.array('h', 5)", "array.array('f', [1, 2]) == array.array('f', [1, 2])#", "hash(array.array('h'))#",
        "a = array.array('O', [1, 'x', None])\n(a[1], list(a), len(a))#", "a = array.array('P', [0, 1])\na#", "a = array.array('I', [1 << 40])\na#",
        "a = array.array('l', [1, -1])\na#", "a = array.array('L', [1])\na#", "a = array.array('u', [1])\na#",
    ],
    "binascii": [
        "binascii.hexlify(b'abc')", "binascii.hexlify(b'abc', ':')", "binascii.unhexlify('616263')", "binascii.unhexlify(b'61f')",
        "binascii.unhexlify('6g')", "binascii.a2b_base64('YWJj')", "binascii.a2b_base64(b'YWJj\\n')", "binascii.a2b_base64('YW')",
        "binascii.a2b_base64('Y=W=')", "binascii.b2a_base64(b'abc')", "binascii.b2a_base64(b'abc', newline=False)", "binascii.crc32(b'abc')",
        "binascii.crc32(b'abc', 5)", "binascii.hexlify(b'abc', '::')", "binascii.hexlify(b'abc', '')", "binascii.a2b_base64('YQ==YQ==')#",
        "binascii.crc32(b'', 1 << 40)#", "binascii.crc32(b'a', -1)#",
    ],
    "cmath": ["cmath.%s(1+2j)" % f for f in "cos exp log log10 phase polar sin sqrt".split()] + [
        "cmath.rect(1, 2)", "cmath.log(0)", "cmath.sqrt(-1)", "cmath.exp(1)", "cmath.log10(0j)#"],
    "collections": [
        "collections.deque((), 3)", "list(collections.deque([1, 2, 3, 4], 2))#", "d = collections.deque((), 2)\nd.append(1)",
        "d = collections.deque((1,), 2)\nd.popleft()", "d = collections.deque((), 2)\nd.popleft()", "d = collections.deque((), 2)\nd.pop()",
        "d = collections.deque((), 2)\nd.appendleft(1)", "d = collections.deque((), 2)\nd.extend([1, 2])", "d = collections.deque((1, 2), 2, 1)\nd.append(3)",
        "d = collections.deque((1, 2), 2, 1)\nd.appendleft(3)", "d = collections.deque((1, 2), 2, 1)\nd.extend([3])", "d = collections.deque((1, 2), 4)\nd[1]#",
        "d = collections.deque((1, 2), 4)\nd[5]#", "d = collections.deque((1, 2), 4)\nd[-1]#", "d = collections.deque((1, 2), 4)\nd['a']#",
        "d = collections.deque((1, 2), 4)\nd[0:1]#", "d = collections.deque((1, 2), 4)\nd[0] = 7\nlist(d)#", "d = collections.deque((1, 2), 4)\ndel d[0]\nlist(d)#",
        "bool(collections.deque((), 1))#", "len(collections.deque((1,), 1))#", "collections.deque((), -1)#", "collections.deque((), 1, 2, 3)#",
        "collections.deque((), 0)#",
        "P = collections.namedtuple('P', 'a b')\nP(1, 2)", "P = collections.namedtuple('P', ['a', 'b'])\nP(1, b=2)", "collections.namedtuple('P', 'a,b')(1)#",
        "collections.namedtuple('P', 'a b')", "P = collections.namedtuple('P', ('a', 'b'))\nP(a=1, a2=2)#", "P = collections.namedtuple('P', 'a b')\nP(1, 2).a = 3\n0#",
        "P = collections.namedtuple('P', 'a b')\nP(1, 2).c#", "P = collections.namedtuple('P', 'a b')\nP(1, 2)[1]#", "P = collections.namedtuple('P', 'a b')\nP(1, 2) + (3,)#",
        "P = collections.namedtuple('P', 'a b')\nP(1, a=2)#", "P = collections.namedtuple('P', 'a b')\nP(1, 2)._asdict()",
        "collections.OrderedDict([(1, 2), (3, 4)])", "collections.OrderedDict(a=1)", "d = collections.OrderedDict(a=1)\nd.pop('a')",
        "d = collections.OrderedDict(a=1)\nd.popitem()", "d = collections.OrderedDict()\nd.popitem()", "collections.OrderedDict({1: 2}) == {1: 2}#",
    ],
    "cryptolib": ["cryptolib.aes(b'k' * 16, 1)", "cryptolib.aes(b'k' * 16, 2, b'i' * 16)", "cryptolib.aes(b'k' * 32, 1)", "cryptolib.aes(b'k' * 15, 1)",
        "cryptolib.aes(b'k' * 16, 2)", "cryptolib.aes(b'k' * 16, 1).encrypt(b'x' * 16)", "cryptolib.aes(b'k' * 16, 2, b'i' * 16).encrypt(b'x' * 32)",
        "cryptolib.aes(b'k' * 16, 2, b'i' * 16).decrypt(b'x' * 32)", "a = cryptolib.aes(b'k' * 16, 1)\nb = bytearray(16)\n(a.encrypt(b'y' * 16, b), b)[1]#",
        "cryptolib.aes(b'k' * 16, 1).encrypt(b'x' * 16, bytearray(16))", "cryptolib.aes(b'k' * 16, 1).encrypt(b'x' * 15)",
        "cryptolib.aes(b'k' * 16, 1).encrypt(b'x' * 16, bytearray(8))", "a = cryptolib.aes(b'k' * 16, 1)\na.encrypt(b'x' * 16)\na.decrypt(b'x' * 16)#",
        "cryptolib.aes(b'k' * 16, 2, b'i' * 15)", "cryptolib.aes(b'k' * 16, 9)#", "cryptolib.aes(b'k' * 24, 1)#"],
    "deflate": [(DEFLATED % ", deflate.ZLIB") + "d.read()", (DEFLATED % "") + "d.read(3)", (DEFLATED % ", deflate.AUTO") + "d.readline()",
        (DEFLATED % ", deflate.RAW") + "d.read()", (DEFLATED % ", deflate.GZIP") + "d.read()", (DEFLATED % ", deflate.ZLIB, 8") + "d.read()",
        (DEFLATED % ", 0, 0, True") + "d.close()", (DEFLATED % ", deflate.ZLIB") + "d.readinto(bytearray(5))", "import io\ndeflate.DeflateIO(io.BytesIO(b''))",
        "import io\ndeflate.DeflateIO(io.BytesIO(b''), 1, 9)", (DEFLATED % "") + "d.close()\nd.read()#", "import io\ndeflate.DeflateIO(io.BytesIO(b'')).read()#",
        "import io\ndeflate.DeflateIO(io.BytesIO(b'xx')).read()#", "import io\ndeflate.DeflateIO(io.BytesIO(b'x\\x9c\\xff')).read()#",
        (DEFLATED % "") + "d.read(0)#", (DEFLATED % "") + "d.__enter__() is d#", "import io\ndeflate.DeflateIO(io.BytesIO(b''), 9)#",
        "import io\ndeflate.DeflateIO(io.BytesIO(b''), 0, 99)#"],
    "errno": ["errno.errorcode[2]#", "errno.ENOENT#"],
    "framebuf": ["framebuf.FrameBuffer(bytearray(32), 16, 16, framebuf.MONO_HLSB)", "framebuf.FrameBuffer(bytearray(32), 8, 16, framebuf.MONO_HLSB, 16)",
        "framebuf.FrameBuffer(bytearray(5), 16, 16, framebuf.MONO_HLSB)", "framebuf.FrameBuffer1(bytearray(32), 16, 16)", "framebuf.FrameBuffer(bytearray(1024), 16, 16, framebuf.RGB565)",
        "framebuf.FrameBuffer(bytearray(1024), 0, 16, framebuf.RGB565)", "framebuf.FrameBuffer(bytearray(1024), 16, 16, 99)",
        ] + [FRAME + "f.%s" % c for c in ["fill(1)", "pixel(1, 2)", "pixel(1, 2, 1)", "hline(1, 1, 5, 1)", "vline(1, 1, 5, 1)", "line(0, 0, 9, 5, 1)",
        "rect(1, 1, 5, 5, 1)", "rect(1, 1, 5, 5, 1, True)", "fill_rect(1, 1, 5, 5, 1)", "ellipse(8, 8, 5, 3, 1)", "ellipse(8, 8, 5, 3, 1, True, 3)",
        "poly(1, 1, __import__('array').array('h', [0, 0, 5, 0, 3, 6]), 1)", "poly(1, 1, __import__('array').array('h', [0, 0, 5, 0, 3, 6]), 1, True)",
        "text('hi', 1, 1)", "text('hi', 1, 1, 1)", "scroll(1, 2)", "blit(framebuf.FrameBuffer(bytearray(8), 8, 8, framebuf.MONO_HLSB), 1, 1)",
        "blit(framebuf.FrameBuffer(bytearray(8), 8, 8, framebuf.MONO_HLSB), 1, 1, 0)", "blit((bytearray(8), 8, 8, framebuf.MONO_HLSB), 1, 1, 0)",
        "blit(framebuf.FrameBuffer(bytearray(8), 8, 8, framebuf.MONO_HLSB), 1, 1, 0, framebuf.FrameBuffer(bytearray(8), 2, 2, framebuf.GS8))"]] + [
        FRAME + "f.%s\nb#" % c for c in ["ellipse(8, 8, 5, 3, 1)", "ellipse(8, 8, 7, 7, 1, True)", "line(0, 15, 9, 2, 1)", "ellipse(8, 8, 6, 4, 1, False, 5)",
        "text('\\xe9x', 1, 1)", "rect(2, 2, 20, 20, 1)", "scroll(-3, 2)", "rect(2, 2, -3, 4, 1)", "ellipse(8, 8, 0, 4, 1)"]] + [FRAME + "bytes(f)#", FRAME + "memoryview(f)[0]#"],
    "gc": ["gc.collect() >= 0#", "gc.enable()", "gc.disable()", "gc.isenabled()", "type(gc.mem_alloc())#", "type(gc.mem_free())#", "gc.threshold()#", "gc.threshold(100)#",
        "gc.threshold(-1)#", "gc.threshold('a')#", "gc.collect(1)#", "gc.mem_alloc(1)#"],
    "hashlib": ["hashlib.%s(b'abc').digest()" % h for h in ("md5", "sha1", "sha256")] + ["hashlib.sha256()", "hashlib.sha256(b'abc')", "h = hashlib.sha256()\nh.update(b'abc')",
        "h = hashlib.sha256()\nh.digest()\nh.update(b'abc')#", "h = hashlib.sha256()\nh.digest()\nh.digest()#", "hashlib.md5('abc')", "h = hashlib.sha1()\nh.update('ab')"],
    "heapq": ["heapq.heapify([3, 1, 2])", "h = [1, 2]\nheapq.heappush(h, 0)", "h = [1, 2]\nheapq.heappop(h)", "heapq.heappop([])", "h = [5, 4, 3]\nheapq.heapify(h)\nh#", "heapq.heapify([1, 'a'])"],
    "io": ["io.StringIO()", "io.StringIO('abc').read()", "io.StringIO('abc').read(2)", "io.StringIO('a\\nb').readline()", "io.StringIO('a\\nb').readline(1)", "io.StringIO('abc').write('x')",
        "io.StringIO(5).write('x')", "io.StringIO('abc').getvalue()", "io.StringIO('abc').seek(1)", "io.StringIO('abc').seek(-1, 2)", "io.StringIO('abc').seek(0, 1)", "io.StringIO('abc').tell()",
        "io.StringIO('abc').readinto(bytearray(2))", "io.StringIO('abc').flush()", "s = io.StringIO('abc')\ns.close()\ns.read()#", "s = io.StringIO('abc')\ns.close()\ns.getvalue()#",
        "s = io.StringIO('abc')\ns.close()\ns.close()#", "s = io.StringIO('abc')\ns.close()\ns.write('a')#", "io.BytesIO()", "io.BytesIO(b'abc').read()", "io.BytesIO(b'abc').read(2)",
        "io.BytesIO(b'a\\nb').readline()", "io.BytesIO(b'a\\nb').readlines()", "io.BytesIO(b'abc').write(b'x')", "io.BytesIO(b'abc').write('x')", "io.BytesIO(b'abc').getvalue()",
        "io.BytesIO(b'abc').seek(1)", "io.BytesIO(b'abc').seek(-1)", "io.BytesIO(b'abc').seek(-9, 2)", "io.BytesIO(b'abc').tell()", "io.BytesIO(b'abc').readinto(bytearray(2))",
        "io.BytesIO(b'abc').readinto(bytearray(4), 2)", "b = io.BytesIO()\nb.seek(5)\nb.write(b'x')\nb.getvalue()#", "list(io.StringIO('a\\nb\\n'))#", "next(io.BytesIO(b''))#",
        "b = io.BytesIO(b'abc')\nb.seek(10)\nb.read()#", "b = io.BytesIO(b'abcdef')\nb.write(b'xyz', 2)\nb.getvalue()#", "b = io.BytesIO(b'abcdef')\nb.write(b'xyz', 1, 1)\nb.getvalue()#",
        "io.open('nothere')", "io.IOBase()", "io.BytesIO(bytearray(b'ab')).getvalue()#", "io.StringIO('é').read(1)#", "io.BytesIO(b'ab').__enter__()#"] + [
        (FILE % m) + "f.%s" % c for m, c in [("", "read()"), ("", "read(5)"), ("", "readline()"), ("", "readline(2)"), ("", "readlines()"), ("", "seek(2)"), ("", "seek(-2, 2)"), ("", "tell()"),
        ("", "write('x')"), (", 'a'", "write('x')"), (", 'ab'", "write(b'x')"), (", 'rb'", "read(5)"), (", 'rb'", "readinto(bytearray(4))"), ("", "readinto(bytearray(4))"), ("", "close()"),
        ("", "flush()"), (", 'a'", "read()"), (", 'rb'", "readinto(bytearray(4), 2)"), (", 'r+'", "write('x')"), ("", "fileno()"), ("", "__enter__()")]] + [
        (FILE % "") + "f.close()\nf.%s#" % c for c in ["read()", "write('a')", "close()", "readline()", "seek(0)", "tell()", "flush()", "__enter__()", "fileno()", "__exit__(None, None, None)"]] + [
        (FILE % "") + "f.close()\nopen('probe.txt', 'q')", (FILE % "") + "f.close()\nopen('probe.txt', 'rb').read()#", "open('no/such')", "open('probe.txt', 'x')#", "open(b'nothere')", "open('nothere', mode='rb')",
        "open('.', 'w')#", "open('', 'r')#", (FILE % "") + "f#", (FILE % ", 'rb'") + "f#", "open(99).read()#", (FILE % "") + "open(f.fileno()).read(3)#"],
    "json": ["json.dumps([1, 'a', None, True, 1.5, {'a': (1, 2)}])", "json.loads('[1, 2, {\"a\": null}]')", "json.loads(b'[1]')", "json.loads('')", "json.loads('[1')", "json.loads('{\"a\" 1}')",
        "json.loads('nul')", "json.loads('1 2')", "json.loads('\"\\\\u00e9\\\\n\"')", "json.dumps('a\\n\"\\\\\\x01')", "json.dumps({1: 2})", "json.dumps({None: 1, True: 2, 1.5: 3})", "json.dumps([1, 2], separators=(',', ':'))",
        "json.dumps([1, 2], separators=',')", "json.dumps([1], (',', ':'))", "json.dumps(b'ab')", "json.dumps({'a': object})", "import io\njson.load(io.StringIO('[1]'))", "import io\njson.load(io.BytesIO(b'[1]'))",
        "import io\njson.dump([1], io.StringIO())", "import io\ns = io.StringIO()\njson.dump({'a': [1]}, s, separators=(',', ':'))\ns.getvalue()#", "json.loads('-')", "json.loads('1e5')", "json.loads('-1.5e-3')",
        "json.loads('[1,,2]')", "json.loads('{1: 2}')", "json.loads('\"abc')", "json.loads(' true ')", "json.loads('[]]')", "json.loads('[1 2]')#", "json.loads('\"\\\\q\"')", "json.loads('\"\\\\ud83d\\\\ude00\"')#", "json.loads('{\"a\":1,}')#",
        "json.loads('tru')#", "json.loads('99999999999999999999')#", "json.loads('1.')#", "json.loads('\\x00')#", "json.dumps(float('inf'))#", "json.dumps({'a': {1, 2}})#", "json.dumps(1 << 70)#"],
    "machine": ["machine.mem8#", "machine.Pin#", "machine.idle()", "machine.PinBase#", "machine.time_pulse_us#", "machine.Signal#", "machine.mem8['a']#"],
    "math": ["math.%s(0.5)" % f for f in "acos acosh asin asinh atan atanh ceil cos cosh degrees erf erfc exp expm1 fabs floor frexp gamma isfinite isinf isnan lgamma log log10 log2 modf radians sin sinh sqrt tan tanh trunc".split()] + [
        "math.%s(2.5, 2)" % f for f in "atan2 copysign fmod isclose log pow".split()] + ["math.ldexp(1.5, 3)", "math.factorial(5)", "math.isclose(1, 2, rel_tol=0.6)", "math.isclose(1, 2, abs_tol=5)#", "math.isclose(1, 2, rel_tol=-1)#",
        "math.factorial(-1)", "math.factorial(30)#", "math.sqrt(-1)", "math.log(0)", "math.log(-1)#", "math.log(8, 2)", "math.log(8, 1)#", "math.exp(1000)", "math.gamma(0)#", "math.gamma(-1)#", "math.fmod(1, 0)#", "math.pow(0, -1)#",
        "math.ceil(float('nan'))#", "math.floor(float('inf'))#", "math.trunc(1e30)#", "math.acos(2)#", "math.atanh(1)#", "math.ldexp(1, 5000)#", "math.modf(float('inf'))#", "math.frexp(float('nan'))#", "math.lgamma(-1)#", "math.sin(float('inf'))#", "math.factorial(1.5)#", "math.cosh(1e9)#", "math.pow(-2, 0.5)#", "math.log(4, -1)#", "math.log2(0)#", "math.log10(-5)#", "math.expm1(1e5)#"],
    "micropython while the heap is locked": [locked(statement) for statement in WHILE_LOCKED],
    "micropython": ["micropython.const(5)", "micropython.opt_level()", "micropython.heap_lock()\nmicropython.heap_unlock()", "micropython.stack_use() > 0#", "micropython.schedule(len, ())#", "micropython.schedule(len)#", "micropython.schedule(lambda x: x, 1)#", "micropython.kbd_intr(3)", "micropython.kbd_intr(-1)#", "type(micropython.RingIO(5))#",
        "micropython.RingIO(5)", "micropython.RingIO(bytearray(5)).any()", "micropython.RingIO(5).write(b'abcdefgh')", "r = micropython.RingIO(5)\nr.write(b'abc')\nr.read(2)", "r = micropython.RingIO(5)\nr.write(b'abc')\nr.readinto(bytearray(2))",
        "r = micropython.RingIO(5)\nr.write(b'a\\nbc')\nr.readline()", "r = micropython.RingIO(5)\nr.close()\nr.read()#", "r = micropython.RingIO(5)\nr.write(b'abc', 1)\nr.read()#", "r = micropython.RingIO(5)\nr.read()", "r = micropython.RingIO(5)\nr.readinto(bytearray(2))#", "r = micropython.RingIO(5)\nr.readline()#", "micropython.opt_level(0)#", "micropython.RingIO(0)#", "micropython.RingIO(1)#", "micropython.RingIO(1 << 16)#", "micropython.RingIO(65535)#", "micropython.RingIO(b'abc')#", "micropython.RingIO(bytearray(1))#", "micropython.RingIO(memoryview(bytearray(9))).write(b'1234567890')#", "micropython.RingIO(__import__('array').array('H', [1,2,3])).write(b'1234567890')#", "micropython.opt_level('a')#"],
    "os": ["os.listdir('nothere')", "sorted(os.listdir())#", "os.stat('nothere')", "os.mkdir('sub')", "os.rmdir('nothere')", "os.remove('nothere')", "os.rename('nothere', 'b')", "os.chdir('nothere')", "os.unlink('nothere')", "os.getenv('NOTHERE')", "os.getenv('NOTHERE', 'x')", "os.putenv('UPYD_X', 'y')", "os.unsetenv('UPYD_X')",
        "os.system('true')#", "len(os.urandom(5))#", "os.urandom('a')", "os.urandom(-1)#", "os.ilistdir('nothere')", "len(os.statvfs('/'))#", "os.statvfs('nothere')", "os.errno()#", "os.errno(5)#", "os.sep#", "len(os.stat('/'))#", "list(os.ilistdir('nothere'))#", "os.system('exit 3')#", "os.urandom(0)#", "type(os.getcwd())#"],
    "platform": ["type(platform.platform())#", "type(platform.python_compiler())#", "type(platform.libc_ver())#", "len(platform.libc_ver())#", "platform.platform(1)#"],
    "random": ["random.seed(1)", "random.getrandbits(0)", "random.getrandbits(40)#", "random.randrange(1)", "random.randrange(0, 1)", "random.randrange(0, 3, 5)", "random.randint(1, 1)", "random.choice([1])", "random.choice([])", "random.uniform(1, 1)", "type(random.random())#", "random.randrange(0)", "random.randint(2, 1)", "random.randrange(5, 0, -9)#", "random.randrange(5, 1)#", "random.randrange(1, 5, 0)#", "random.seed()#", "random.getrandbits(-1)#", "random.getrandbits(33) >> 33#"],
    "re": ["re.compile('a+')", "re.match('a(b)?', 'abc')", "re.search('b', 'abc')", "re.sub('b', 'x', 'abcb')", "re.sub('(b)', r'<\\g<1>\\1>', 'abcb', 1)", "re.sub('b', lambda m: m.group(0) + '!', 'abcb')", "re.compile('b').split('abcba')", "re.compile('b').split('abcba', 1)", "re.compile('b').sub('x', 'abcb')", "re.compile('b').sub('x', 'abcb', 1)", "re.compile('b').search('abc')", "re.compile('b').match('abc')", "re.compile('b').match('abc', 1)", "re.compile('b').search('abcb', 2)", "re.compile('b').search('abcb', 0, 1)",
        RE + "m.group(0)", RE + "m.group(1)", RE + "m.groups()", RE + "m.start()", RE + "m.start(1)", RE + "m.end(2)", RE + "m.span(1)", RE + "m.group(5)", RE + "m.span(5)", RE + "m.start(-1)", RE + "m.group()", RE + "r#", RE + "m#"] + ["re.match(%r, 'aabb')#" % p for p in ("(", ")", "*", "a**", "[", "[a", "a{2}", "\\", "(?:a)+", "(?i)A", "a|b|", "^a$", "[^a-c]", "a??", "[]a]", "\\d\\D\\s\\S\\w\\W", "((((((((((a))))))))))", "(a", "a)", "+", "?", "|", "()", "(|a)", "[z-a]", "(?=a)", "(?P<x>a)", ".*?b", "\\ba", "[\\d]", "a\\", "(a)\\1")] + [
        "re.compile('a', re.DEBUG)", "re.compile('a|b[c-d]*(e)+?', 4096)", "re.compile('(a)\\\\d.^$[^x]?', re.DEBUG)#", "re.sub('a*', '-', 'baac')#", "re.sub('', '-', 'abc')#", "re.compile('a*').split('baac')#", "re.sub('(a)|b', r'\\1', 'ab')#", "re.sub('a', r'\\g<2>', 'a')#", "re.sub('a', r'\\2', 'a')#", "re.sub('a', '\\\\', 'a')#", "re.sub('a', 'b', b'a')#", "re.sub(b'a', b'b', b'aca')#", "re.match(b'a', 'a')#", "re.match('(a)(b)?', 'a').groups()#", "re.compile('x').split('')#", "re.match('a', b'a').group(0)#", "re.sub('a', 'x', 'aaa', 2, 0)#"],
    "select": ["select.poll()", POLL + "p.register(0)", POLL + "p.register(0, 1)", POLL + "p.unregister(0)", POLL + "p.modify(0, 1)", POLL + "p.poll(0)#", POLL + "p.ipoll(0)#", "select.select([], [], [], 0)#", POLL + "p.register(io.BytesIO(), 1)#", POLL + "p.register(object())#", POLL + "r = __import__('micropython').RingIO(5)\np.register(r, 5)\nr.write(b'x')\n[e[1] for e in p.poll(0)]#", POLL + "r = __import__('micropython').RingIO(5)\np.register(r, 5)\n[e[1] for e in p.poll(0)]#", POLL + "r = __import__('micropython').RingIO(5)\np.register(r, 1)\n[e[1] for e in p.poll(0)]#",
        POLL + "r = __import__('micropython').RingIO(3)\nr.write(b'xxxxxx')\np.register(r, 4)\n[e[1] for e in p.poll(0)]#", POLL + "list(p.ipoll(0, 1))#", "import sys\nselect.select([sys.stdin], [], [], 0)[1:]#", POLL + "p.register(0, 1)\np.register(0, 4)#", POLL + "p.poll(-5) if 0 else 1#"],
    "socket": ["socket.socket()", "socket.socket(socket.AF_INET, socket.SOCK_DGRAM)", "socket.socket(99)#", "socket.getaddrinfo('127.0.0.1', 80)#", "socket.getaddrinfo('localhost', 'x')#", "socket.inet_pton(socket.AF_INET, '1.2.3.4')", "socket.inet_ntop(socket.AF_INET, b'abcd')", "socket.inet_pton(socket.AF_INET6, '::1')", "socket.inet_ntop(socket.AF_INET6, b'abcdefghijklmnop')", "socket.sockaddr(socket.getaddrinfo('127.0.0.1', 80)[0][4])#", SOCKET + "s.bind(5)", SOCKET + "s.bind(socket.getaddrinfo('127.0.0.1', 0)[0][-1])", SOCKET + "s.listen(1)", SOCKET + "s.listen()", SOCKET + "s.accept()#", SOCKET + "s.connect(('127.0.0.1', 1))", SOCKET + "s.connect(socket.getaddrinfo('127.0.0.1', 1)[0][-1])", SOCKET + "s.send(b'a')", SOCKET + "s.sendto(b'a', b'x')", SOCKET + "s.recv(1)#", SOCKET + "s.setblocking(False)", SOCKET + "s.settimeout(1)", SOCKET + "s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)", SOCKET + "s.makefile('rb')", SOCKET + "s.close()", SOCKET + "s.read(1)#", SOCKET + "s.write(b'a')", SOCKET + "s.readline()#", SOCKET + "s.readinto(bytearray(2))#", SOCKET + "s.recvfrom(5)#", SOCKET + "type(s.fileno())#"] + [
        SOCKET + "s.close()\ns.%s#" % c for c in ("close()", "recv(1)", "send(b'')", "read()", "bind(b'x')", "listen(1)", "accept()", "setblocking(True)", "fileno()", "makefile()")],
    "struct": ["struct.pack('<Hb', 1, 2)", "struct.pack('3s', b'abcd')", "struct.pack('>q', 1)", "struct.pack('d', 1.5)", "struct.pack('f', 1)", "struct.unpack('<Hb', b'abc')", "struct.unpack('<Hb', b'ab')#", "struct.unpack('5s', b'abcde')", "struct.unpack_from('<H', b'abcd', 1)", "struct.unpack_from('<H', b'abcd', 3)#", "struct.unpack_from('<H', b'abcd', -2)#", "struct.unpack_from('<H', b'abcd', -9)#", "struct.pack_into('<H', bytearray(4), 1, 5)", "struct.pack_into('<H', bytearray(4), 3, 5)#", "struct.pack_into('<H', bytearray(4), -2, 5)#", "struct.pack_into('<H', bytearray(4), -9, 5)#", "struct.pack_into('<H', b'abcd', 0, 5)#", "struct.calcsize('<Hb3s')", "struct.calcsize('bIbq')#", "struct.calcsize('x')#", "struct.calcsize('z')#", "struct.pack('z', 1)#", "struct.pack('O', 1)#", "struct.pack('P', 1)", "struct.pack('xx')#", "struct.pack('2xb', 1)#", "struct.pack('?', 5)", "struct.unpack('?', b'\\x05')#", "struct.pack('n', 1)#", "struct.pack('e', 1)#", "struct.pack('3b', 1, 2, 3)#", "struct.pack('bb', 1)#", "struct.pack('b', 1, 2)#", "struct.pack('b', 300)#", "struct.pack('B', -1)#", "struct.pack('I', 1 << 40)#", "struct.pack('Q', -1)#", "struct.pack('s', 'ab')#", "struct.pack('p', b'a')#", "struct.unpack('c', b'a')#", "struct.pack('c', b'a')#", "struct.pack('<l', 1)#", "struct.calcsize('l')#", "struct.pack('-1b', 1)#", "struct.calcsize('< H')#", "struct.unpack('0s', b'')#", "struct.unpack_from('<I', b'abcdef', offset=1)#", "struct.unpack('=H', b'ab')#", "struct.pack('!H', 1)#", "struct.pack('@H', 1)#"],
    "sys": ["type(sys.exit)#", "sys.exit()", "sys.exit(5)", "sys.exit('a')", "sys.print_exception(ValueError('x'))#", "sys.modules['sys'] is sys#", "sys.byteorder#", "sys.maxsize#", "type(sys.path)#", "sys.platform#", "sys.implementation.name#", "sys.version_info[0]#", "sys.ps1#", "sys.ps2#", "sys.tracebacklimit#", "sys.exc_info()#", "sys.argv[1:]#", "sys.stdin#", "sys.stdout#", "sys.stderr#", "sys.stdout.buffer#", "sys.stdin.read(0)#", "sys.stdout.write('')", "sys.print_exception(5)#", "sys.print_exception()#", "sys.nothing#", "sys.ps1 = 'x'\n0#", "sys.stdin.fileno()", "sys.stdout.fileno()#", "sys.settrace#", "sys.getsizeof(1)#", "sys.intern('a')#", "sys.atexit(None)#", "sys.exc_clear#", "sys._getframe#", "sys.hexversion#", "sys.api_version#", "sys.copyright#", "sys.flags#", "sys.float_info#", "sys.stdout.flush()", "sys.stdout.close#", "sys.stdin.close#", "sys.stdin.seek(0)#", "sys.stdin.tell()#"],
    "time": ["time.gmtime(0)#", "time.localtime(1e9)#", "time.gmtime('')#", "time.gmtime(1.5)#", "time.gmtime(0, 1)#", "time.gmtime(-1)#", "time.mktime(%s)" % TIME, "time.mktime((2024, 1, 1, 0, 0, 0))#", "time.mktime((1, 2))#", "time.mktime(list(%s))#" % TIME, "time.sleep(0)#", "time.sleep_ms(0)#", "time.sleep_us(0)#", "time.sleep(0.001)#", "time.ticks_add(5, 3)", "time.ticks_diff(5, 3)", "time.ticks_add(0, -1) > 0#", "time.ticks_add(0, 1 << 62)#", "time.ticks_diff(0, time.ticks_add(0, -1))#", "type(time.time())#", "type(time.time_ns())#", "type(time.ticks_ms())#", "type(time.ticks_us())#", "type(time.ticks_cpu())#", "type(time.clock())#", "time.clock(1)#", "time.time(1)#", "time.mktime((2024, 13, 35, 30, 70, 80, 0, 0, 0))#", "time.mktime((2024.5, 1, 1, 0, 0, 0, 0, 0))#", "time.gmtime(1 << 40)#", "len(time.localtime())#", "time.gmtime(None) == time.gmtime()#"],
    "uctypes": ["uctypes.sizeof({'a': uctypes.UINT8 | 0})", "uctypes.sizeof({'a': uctypes.UINT32 | 1}, uctypes.NATIVE)", "type(uctypes.addressof(b'a'))#", "uctypes.addressof('a') > 0#", "uctypes.bytes_at(uctypes.addressof(b'abc'), 2)#", "uctypes.bytearray_at(uctypes.addressof(b'abc'), 2)#", "uctypes.addressof(5)#", "uctypes.addressof(None)#"] + [STRUCT + c for c in ["s.a#", "s.b[1]#", "s.b[5]#", "s.c.x#", "s.f#", "s.nothing#", "s.a = 300\ns.a#", "s.f = 99\nb#", "s.c.x = -2\nb#", "s.b[0] = 9\nb#", "s.b = b'abcd'\nb#", "s.p#", "uctypes.sizeof(s)", "uctypes.sizeof(s.b)", "uctypes.sizeof(s.c)", "bytes(s.b)#", "s#", "s.c#", "s.b#", "uctypes.addressof(s.b) - uctypes.addressof(s)#", "s[0]#", "len(s)#", "dir(s)#", "uctypes.sizeof(d)", "uctypes.sizeof(d, uctypes.LITTLE_ENDIAN)", "s.a = 'x'\nb#", "uctypes.bytes_at(uctypes.addressof(s), 3)#", "uctypes.struct(uctypes.addressof(b), d).f#", "uctypes.struct(uctypes.addressof(b), {'x': 'y'}).x#", "uctypes.struct(uctypes.addressof(b), {'x': (1, 2, 3, 4)}).x#", "uctypes.struct(uctypes.addressof(b), 5).x#", "uctypes.struct(uctypes.addressof(b), {'x': uctypes.FLOAT32 | 0}, uctypes.LITTLE_ENDIAN).x#", "uctypes.struct(uctypes.addressof(b), {'x': uctypes.INT64 | 1}, uctypes.BIG_ENDIAN).x#", "uctypes.struct(uctypes.addressof(b), {'x': uctypes.BFINT8 | 1 | 2 << uctypes.BF_POS | 4 << uctypes.BF_LEN}, uctypes.BIG_ENDIAN).x#", "uctypes.struct(uctypes.addressof(b), {'x': (uctypes.ARRAY | 0, 3, {'y': uctypes.UINT8 | 1})}, uctypes.BIG_ENDIAN).x[1].y#", "uctypes.struct(1, 2, 3, 4)#", "uctypes.struct(1)#", "uctypes.sizeof(5)#", "uctypes.sizeof({'a': 'b'})#", "uctypes.sizeof((uctypes.ARRAY | 0, 3 | uctypes.UINT16))#"]],
    "vfs": [fs + c for fs in (FAT, LFS) for c in ["f.open('a', 'r').read()#", "f.open('nothere', 'r')", "f.open('a', 'q')", "f.open('a', 'r')", "f.open('a', 'rb').read(2)", "f.open('a', 'r+').write('x')", "f.open('a', 'r').write('x')", "f.open('a', 'w').read()", "f.open('a', 'r').seek(2)", "f.open('a', 'r').seek(-2, 2)", "f.open('a', 'r').seek(-9, 2)#", "f.open('a', 'r').tell()#", "f.open('a', 'x')#", "f.open('', 'r')#", "f.open('s', 'r')#", "f.open('s', 'w')#", "f.open('nothere/x', 'w')#", "f.open('a/x', 'w')#", "f.open('a', 'r').readlines()#",
        "f.open('a', 'rb').readinto(bytearray(3))", "x = f.open('a', 'r')\nx.close()\nx.read()#", "x = f.open('a', 'r')\nx.close()\nx.close()#", "x = f.open('a', 'w')\nx.close()\nx.write('s')#", "x = f.open('a', 'w')\nx.close()\nx.flush()#", "f.open('a', 'r')#", "f.open('a', 'rb')#", "sorted(f.ilistdir(''))#", "sorted(f.ilistdir())#", "list(f.ilistdir(b''))#", "f.ilistdir('nothere')", "f.ilistdir('a')#", "f.mkdir('n')", "f.mkdir('a')", "f.mkdir('s')#", "f.rmdir('s')", "f.rmdir('a')#", "f.rmdir('nothere')", "f.remove('a')", "f.remove('nothere')", "f.remove('s')#", "f.rename('a', 'b')", "f.rename('nothere', 'b')", "f.rename('a', 's')#", "f.rename('s', 'a')#", "f.rename('a', 'nothere/x')#", "f.rename('a', 'a')#", "f.stat('a')[:7]#", "f.stat('nothere')", "f.stat('')#", "f.stat('/')#", "f.statvfs('')", "f.getcwd()", "f.chdir('s')", "f.chdir('nothere')", "f.chdir('a')#", "f.chdir('s')\nf.getcwd()#", "f.chdir('s')\nf.chdir('..')\nf.getcwd()#", "f.chdir('/s')\nf.open('../a').read()#", "f.mount(False, False)", "f.umount()", "f.umount()\nf.stat('a')[:7]#", "f#", "vfs.mount(f, '/m')\nr = __import__('os').listdir('/m')\nvfs.umount('/m')\nsorted(r)#", "vfs.mount(f, '/m')\nvfs.umount(f)#", "vfs.umount('/zzz')", "vfs.umount(f)#", "vfs.mount(f, '/m')\nvfs.mount(f, '/m')#", "vfs.mount(5, '/m')#", "vfs.mount(f, 'm')#", "vfs.mount(f, '/m', readonly=True)\nopen('/m/n', 'w')#", "vfs.mount(d, '/m')\nr = open('/m/a').read()\nvfs.umount('/m')\nr#", "vfs.mount(d, '/m')\nr = repr(vfs.mount())\nvfs.umount('/m')\nr#"]] + [
        BLOCKS + c for c in ["vfs.VfsFat(Dev())", "vfs.VfsLfs2(Dev())", "vfs.VfsFat.mkfs(Dev())", "vfs.VfsLfs2.mkfs(Dev())", "vfs.VfsLfs2.mkfs(Dev(), progsize=64)", "vfs.VfsLfs2.mkfs(Dev(), readsize=64, lookahead=16)", "vfs.VfsFat.mkfs(Dev(4))#", "vfs.VfsLfs2.mkfs(Dev(1))#", "vfs.VfsLfs2(Dev(), mtime=False)#", "vfs.VfsFat(object())", "vfs.VfsLfs2(object())", "vfs.VfsPosix()", "vfs.VfsPosix('/nothere')", "vfs.VfsPosix('/tmp').getcwd()#", "vfs.VfsPosix('/tmp').stat('nothere')", "vfs.VfsPosix('/tmp').open('nothere', 'r')", "vfs.mount(Dev(), '/m')#", "vfs.mount(vfs.VfsPosix('/'), '/m')\nr = __import__('os').stat('/m/tmp')[0]\nvfs.umount('/m')\nr#", "vfs.VfsRom(b'')", "vfs.VfsRom(b'\\xd2\\xcd\\x31\\x00')", "vfs.VfsRom(Dev())#"]],
    "websocket": ["import io\nwebsocket.websocket(io.BytesIO(b'\\x81\\x02hi')).read(2)", "import io\nwebsocket.websocket(io.BytesIO(), True)", "import io\nwebsocket.websocket(io.BytesIO()).write(b'hi')", "import io\ns = io.BytesIO()\nwebsocket.websocket(s).write('hi')\ns.getvalue()#", "import io\nwebsocket.websocket(io.BytesIO()).ioctl(9, 1)", "import io\nwebsocket.websocket(io.BytesIO()).close()", "import io\nwebsocket.websocket(io.BytesIO(b'\\x81\\x82abcd\\x09\\x0b')).readinto(bytearray(2))", "import io\nwebsocket.websocket(io.BytesIO(b'')).readline()#", "import io\nwebsocket.websocket(io.BytesIO()).ioctl(8)#", "import io\nw = websocket.websocket(io.BytesIO())\n(w.ioctl(9, 2), w.ioctl(8))#"],
    "ssl": ["ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)", "c = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)\nc.verify_mode#", "c = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)\nc.verify_mode#", "c = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)\nc.verify_mode = 5\n0#", "c = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)\nc.verify_mode = 0\nc.verify_mode#", "c = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)\nc.wrap_socket(5)", "c = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)\ntype(c.get_ciphers())#", "c = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)\nc.set_ciphers(['x'])", "c = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)\nc.load_cert_chain(b'x', b'y')", "c = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)\nc.load_verify_locations(b'x')", "c = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)\nc.load_verify_locations(cafile='nothere')#", "ssl.SSLContext(99)#", "c = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)\nc.nothing#", "ssl.SSLContext(ssl.PROTOCOL_DTLS_CLIENT).verify_mode#", "ssl.wrap_socket(5)#"],
    "_thread": ["_thread.allocate_lock()", "_thread.allocate_lock().acquire()", "_thread.allocate_lock().acquire(0)", "_thread.allocate_lock().locked()", "_thread.allocate_lock().release()", "l = _thread.allocate_lock()\nl.acquire()\nl.release()", "type(_thread.get_ident())#", "_thread.stack_size()", "_thread.start_new_thread(len, 5)#", "_thread.start_new_thread(len, (), 5)#", "l = _thread.allocate_lock()\nl.acquire()\nl.acquire(False)#", "_thread.exit()", "_thread.start_new_thread(len)#", "_thread.stack_size(100)#"],
    "_asyncio": ["_asyncio.TaskQueue()", "_asyncio.Task(None)", "_asyncio.TaskQueue().peek()", "_asyncio.TaskQueue().pop()", "q = _asyncio.TaskQueue()\nq.push(_asyncio.Task(None))", "q = _asyncio.TaskQueue()\nt = _asyncio.Task(None)\nq.push(t, 5)", "_asyncio.Task(None).done()", "_asyncio.Task(None).coro#", "_asyncio.Task(None).data#", "_asyncio.Task(None).state#", "_asyncio.Task(None).ph_key#", "_asyncio.Task(None).nothing#"],
    "asyncio": ["asyncio.run(asyncio.sleep(0))#", "asyncio.run(5)#", "asyncio.create_task(5)", "asyncio.current_task()", "asyncio.Event().is_set()", "asyncio.Event().set()", "asyncio.Lock().locked()", "asyncio.Lock().release()", "asyncio.ThreadSafeFlag().set()", "asyncio.sleep_ms#", "asyncio.get_event_loop()", "asyncio.new_event_loop()", "asyncio.get_event_loop().get_exception_handler()", "asyncio.nothing#", "asyncio.Loop#", "asyncio.get_event_loop().stop()#", "asyncio.get_event_loop().close()#", "asyncio.run(asyncio.gather())#", "asyncio.run(asyncio.wait_for(asyncio.sleep(1), 0))#", "asyncio.run(asyncio.wait_for_ms(asyncio.sleep(1), 1))#", "asyncio.Queue#", "asyncio.open_connection('127.0.0.1', 1)#", "asyncio.run(asyncio.open_connection('127.0.0.1', 1))#", "asyncio.__version__#", "async def f(): 1 / 0\nasyncio.run(f())#", "async def f(): raise asyncio.CancelledError\nasyncio.run(f())#", "async def f(): return 5\nasyncio.run(f())#", "async def f(): return await asyncio.gather(asyncio.sleep(0), g(), return_exceptions=True)\nasync def g(): raise ValueError(1)\nasyncio.run(f())#", "async def f(): return await asyncio.gather(asyncio.sleep(0), g())\nasync def g(): raise ValueError(1)\nasyncio.run(f())#"],
    "termios": ["termios.tcgetattr(99)", "termios.setraw(99)", "termios.tcsetattr(99, 0, [0, 0, 0, 0, 0, 0, []])#"],
}

TYPE_ERROR = "^! TypeError: "
ERROR = "^! \\w+: "
VALUE = "^(?!! )"
LACKING = "functions and methods CPython has beside those of the module"
NOT_CHECKED = "arguments of other kinds where their values are not looked at"
ANY = ""

# Pattern of the program, of this VM's line, of MicroPython's; the row of
# vm/DIFFERENCES.md.
MEANT = [
    ("heap_lock", "^(?!'MemoryError')", "^'MemoryError'", "memory while the heap is locked"),
    ("^dir ", ANY, ANY, "names of the Unix port that are missing here"),
    (ANY, ANY, "^DIED", NOT_CHECKED),
    (ANY, ANY, "^! AttributeError: .* has no attribute '(groups|start|end|span|_asdict|readlines|set_ciphers|index)'", LACKING),
    (ANY, TYPE_ERROR, VALUE, NOT_CHECKED),
    (ANY, TYPE_ERROR, TYPE_ERROR, "texts of errors of arguments"),
    (ANY, "^! (TypeError|ValueError|OSError)", "^! (TypeError|ValueError|OSError)", "which comes first when several arguments are wrong"),
    (ANY, VALUE, "^! (TypeError: can't convert NoneType|OverflowError)", "`None` and large ints as sizes and flags"),
    ("1 << 70", "^! MemoryError", "^! OverflowError", "`None` and large ints as sizes and flags"),
    ("1 << 70", "^! OverflowError", ANY, "`None` and large ints as sizes and flags"),
    ("[.]acquire[(]", VALUE, TYPE_ERROR, "arguments that are only asked for their truth"),
    ("_thread.stack_size", ANY, ANY, "`_thread.get_ident` of the main thread"),
    ("random[.]", VALUE, VALUE, "values of a seeded `random`"),
    ("urandom", VALUE, VALUE, "values of a seeded `random`"),
    ("time[.](clock|ticks|time)", VALUE, VALUE, NOT_CHECKED),
    ("hexlify", VALUE, VALUE, "an empty separator for `binascii.hexlify`"),
    ("deque", "deque", "<deque>", "`deque`"),
    ("deque", "^(?!! )", "^! TypeError", "`deque`"),
    ("OrderedDict", VALUE, VALUE, "`OrderedDict` and `dict`"),
    ("namedtuple", VALUE, TYPE_ERROR, LACKING),
    (r"array[.]array", VALUE, "^! (NotImplementedError|TypeError)", LACKING),
    (r"array[.]array[(]'O'", ANY, ANY, "bytes of an `array` of type `O`"),
    (r"array[.]array[(]'(bb|u)'", "^! ValueError", VALUE, "type codes of `array` that are no code"),
    ("None, |None[)]|0[)]", VALUE, "^! TypeError: object with buffer", "`None` and large ints as sizes and flags"),
    ("hexlify", VALUE, TYPE_ERROR, "an empty separator for `binascii.hexlify`"),
    ("OrderedDict", TYPE_ERROR, "^! KeyError", "types of exceptions for keys"),
    ("gc[.]collect[(]1", VALUE, TYPE_ERROR, LACKING),
    ("sys[.](getsizeof|intern)", VALUE, "^! AttributeError", LACKING),
    ("sys[.]std(in|out)[.](seek|tell|close)", ANY, ANY, "standard streams as files"),
    ("fileno|makefile", VALUE, VALUE, "standard streams as files"),
    ("struct[.]", VALUE, "^! ValueError: bad typecode", LACKING),
    ("struct[.].*'O'", "^! ValueError", VALUE, "bytes of an `array` of type `O`"),
    ("json[.]loads", "^! ValueError", VALUE, '`json.loads("[1,]")`'),
    ("json[.]loads", VALUE, VALUE, "surrogates in JSON"),
    ("json[.]dumps", VALUE, VALUE, "`json.dumps` of buffers and sets"),
    ("cmath[.]|math[.]", r"^\(?-?[\d.e+-]+", r"^\(?-?[\d.e+-]+", "the last digit of float functions and their texts"),
    ("p[.]register", ANY, "^! (ValueError|OverflowError)", "what cannot be polled"),
    ("VfsLfs2[(]", "^! AttributeError", TYPE_ERROR, "which comes first when several arguments are wrong"),
    ("FrameBuffer[(]|readline|[.]IOBase", ANY, "^! (OverflowError|MemoryError)", "`None` and large ints as sizes and flags"),
    ("'x'[)]#|'q'|cryptolib", ANY, ANY, "modes of `open`"),
    ("seek", "^! ValueError: bad whence", ANY, "`seek` from a place that does not exist"),
    ("open", "^! ValueError: invalid mode", ANY, "modes of `open`"),
    ("readline", VALUE, VALUE, "`None` and large ints as sizes and flags"),
    ("StringIO|BytesIO", ERROR, VALUE, "`None` and large ints as sizes and flags"),
    ("[.]read|[.]write|[.]acquire|[.]seek", ERROR, ERROR, "which comes first when several arguments are wrong"),
    ("statvfs|f[.]stat[(]|mkfs", ANY, ANY, "space a littlefs volume takes"),
    ("SSLContext|ssl[.]|tls[.]", ANY, ANY, "TLS"),
    ("uctypes[.]", ANY, ANY, NOT_CHECKED),
    ("socket[.]", ANY, ANY, "arguments of sockets"),
    (r"VfsRom\(", ANY, ANY, "files of `VfsRom`"),
]
