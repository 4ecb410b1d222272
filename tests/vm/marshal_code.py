# Code objects as bytes and back: marshal.
import marshal

F = type(lambda: 0)


def double(a, b=2, *rest, c=3):
    "doc"
    return (a * b, rest, c, "text", b"data", 1.5, 1 << 100, -(1 << 90), (1, 2))


def counts(n):
    def inner(x):
        return x + n

    return [inner(i) for i in range(n)]


def numbers():
    for i in range(3):
        yield i


class A:
    def method(self):
        return self.x


def again(code):
    return marshal.loads(marshal.dumps(code))


g = F(again(double.__code__), globals())
print(g(1, 5, 6, 7, c=8))
print(g.__name__)
print(F(again(counts.__code__), globals())(3))
print(list(F(again(numbers.__code__), globals())()))
a = A()
a.x = 9
print(F(again(A.method.__code__), {})(a))

code = compile("x = 1\ndef f():\n    return x + 1\nprint(f(), x)", "name", "exec")
exec(again(code), {"print": print})
print(eval(again(compile("3 * y", "name", "eval")), {"y": 7}))

# The bytes are bytes of any kind.
data = marshal.dumps(double.__code__)
print(type(data), F(marshal.loads(bytearray(data)), {})(1, 2, c=3)[0])
print(F(marshal.loads(memoryview(data)), {})(1, 2, c=3)[0])

# A function of other globals.
def show():
    return name


print(F(show.__code__, {"name": "theirs"})())


def outer():
    n = 1
    return lambda: n


def error(f, *args):
    try:
        f(*args)
    except Exception as e:
        print(type(e).__name__)


error(marshal.dumps, 1)
error(marshal.dumps, "text")
error(marshal.dumps, double)
error(marshal.loads, b"")
error(marshal.loads, b"\x00")
error(marshal.loads, data[:-1])
error(marshal.loads, data + b"x")
error(marshal.loads, b"\x7f" + data[1:])
error(marshal.loads, 1)
error(F, 1, {})
error(F, double.__code__)
error(F, outer().__code__, {})
for i in range(0, len(data), 7):
    bad = bytearray(data)
    bad[i] ^= 0x40
    try:
        marshal.loads(bad)
        print("taken", i)
    except ValueError:
        pass
