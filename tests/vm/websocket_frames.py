# Frames of the module websocket, both ways, from a stream in Python.
try:
    import io
    import websocket
except ImportError:
    print("SKIP")
    raise SystemExit


def attempt(name, f, *a):
    try:
        print(name, repr(f(*a)))
    except Exception as e:
        print(name, type(e).__name__, e.args)


class Wire(io.IOBase):

    def __init__(self, data):
        self.d = data
        self.w = b""
        self.sizes = []
        self.closed = 0

    def readinto(self, b):
        self.sizes.append(len(b))
        if not self.d:
            return None if self.d is not None else 0
        n = min(len(b), len(self.d))
        b[:n] = self.d[:n]
        self.d = self.d[n:]
        return n

    def write(self, b):
        self.w += bytes(b)
        return len(b)

    def ioctl(self, r, a):
        print("ioctl", r, a)
        return 0

    def close(self):
        self.closed += 1


def frame(op, data, mask=b"\x01\x02\x03\x04", fin=128, l=None):
    n = len(data)
    h = bytes([fin | op])
    m = 128 if mask else 0
    if n < 126:
        h += bytes([m | n])
    elif n < 65536:
        h += bytes([m | 126, n >> 8, n & 255])
    else:
        h += bytes([m | 127]) + n.to_bytes(8, "big")
    if mask:
        h += mask
        data = bytes((c ^ mask[i & 3] for i, c in enumerate(data)))
    return h + data
attempt("noarg", websocket.websocket)
attempt("int", websocket.websocket, 5)
for blocking in (False, True):
    print("blocking", blocking)

    def feed(name, data, reads=(100, 100), after=None):
        s = Wire(data)
        w = websocket.websocket(s, blocking)
        for r in reads:
            attempt(name + " read", w.read, r)
        print(name, "wrote", s.w, "ioctl8", w.ioctl(8, 0), "closed", s.closed)
        return (s, w)
    feed("text", frame(1, b"hello"), (100,))
    if not blocking:
        feed("text2", frame(1, b"hello"), (2, 2, 2, 2))
        feed("two", frame(1, b"hello") + frame(2, b"world"), (100, 100, 100))
        feed("twoA", frame(1, b"hello") + frame(2, b"world"), (7, 100, 100))
        feed("unmasked", frame(1, b"hello", mask=None), (100,))
        feed("frag", frame(1, b"hel", fin=0) + frame(0, b"lo"), (100, 100, 100))
        feed("ping", frame(9, b"pp") + frame(1, b"x"), (100, 100))
        feed("pong", frame(10, b"pp") + frame(1, b"x"), (100, 100))
        feed("close", frame(8, b"\x03\xe8bye") + frame(1, b"x"), (100, 100, 100))
        feed("closeempty", frame(8, b""), (100, 100, 100))
        feed("long", frame(2, b"a" * 200), (300, 300))
        feed("long126", frame(2, bytes(range(256)) * 2), (10, 600, 300))
        feed("rsv", bytes([241, 129, 1, 2, 3, 4, 5]), (100,))
        feed("op3", frame(3, b"abc") + frame(1, b"x"), (100, 100))
        feed("empty", frame(1, b"") + frame(1, b"x"), (100, 100, 100))
    s, w = feed("w", b"", ())
    attempt("write", w.write, b"abc")
    print(s.w)
    s.w = b""
    attempt("write", w.write, "abc")
    print(s.w)
    s.w = b""
    attempt("write", w.write, b"a" * 125)
    print(s.w[:4])
    s.w = b""
    attempt("write", w.write, b"a" * 126)
    print(s.w[:6], len(s.w))
    s.w = b""
    attempt("write", w.write, b"a" * 70000)
    print(s.w[:12], len(s.w))
    s.w = b""
    attempt("write", w.write, b"")
    print(s.w[:6], len(s.w))
    s.w = b""
    attempt("ioctl9", w.ioctl, 9, 2)
    attempt("write", w.write, b"abc")
    print(s.w)
    s.w = b""
    attempt("ioctl9", w.ioctl, 9, 1)
    attempt("write", w.write, b"abc")
    print(s.w)
    s.w = b""
    attempt("ioctl9", w.ioctl, 9, 0)
    attempt("write", w.write, b"abc")
    print(s.w)
    s.w = b""
    attempt("ioctl9", w.ioctl, 9, 10)
    attempt("write", w.write, b"abc")
    print(s.w)
    s.w = b""
    attempt("ioctl8", w.ioctl, 8)
    attempt("ioctl3", w.ioctl, 3, 1)
    attempt("ioctl77", w.ioctl, 77, 1)
    print(w, type(w))
    attempt("close", w.close)
    print(s.w, s.closed)
    attempt("write", w.write, b"abc")
    print(s.w)
    attempt("read", w.read, 1)
s = Wire(frame(2, b"a" * 70000))
attempt("too long", websocket.websocket(s).read, 10)
