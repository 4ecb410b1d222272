# SPDX-License-Identifier: MIT
# The machine types of viper functions: wrapping words, casts, pointers.
import micropython


@micropython.viper
def add(x: int, y: int) -> int:
    return x + y


@micropython.viper
def multiply(x: int) -> int:
    return x * x


@micropython.viper
def shift(x: int, y: int) -> int:
    return x << y


@micropython.viper
def below(x: uint) -> uint:
    return x - uint(6)


@micropython.viper
def less(x: uint, y: uint) -> bool:
    return x < y


@micropython.viper
def convert(x) -> int:
    return int(x)


@micropython.viper
def objects(x, y):
    return x + y


@micropython.viper
def loop(n: int) -> int:
    total = 0
    for i in range(n):
        total += i
    while total > 100:
        total -= 7
    return total


@micropython.viper
def sign(x: int) -> int:
    if x < 0:
        return -1
    return 0 if x == 0 else 1


print(add(1, 2), add(1 << 62, 1 << 62), add(0x7fffffff, 1))
print(multiply(1 << 20), multiply(1 << 40))
print(shift(1, 31), shift(1, 62), shift(1, 63))
print(below(5), less(1, -1), less(-1, 1))
print(convert(5), convert(True), objects("a", "b"), objects([1], [2]))
for value in ("a", None, 1.5, []):
    try:
        print(convert(value))
    except TypeError as e:
        print(e)
print(loop(10), loop(50), sign(-5), sign(0), sign(9))


@micropython.viper
def get8(p: ptr8, i: int) -> int:
    return p[i]


@micropython.viper
def put8(p: ptr8, i: int, v: int):
    p[i] = v


@micropython.viper
def get16(p: ptr16, i: int) -> int:
    return p[i]


@micropython.viper
def put16(p: ptr16, i: int, v: int):
    p[i] = v


@micropython.viper
def get32(p: ptr32, i: int) -> int:
    return p[i]


@micropython.viper
def put32(p: ptr32, i: int, v: int):
    p[i] += v


@micropython.viper
def cast(a):
    p = ptr16(a)
    p[1] = 0x4142
    q = ptr8(a)
    print(int(q[2]), int(p[1]))


b = bytearray(8)
put8(b, 0, 255)
put8(b, 1, -1)
put16(b, 1, 0x12345)
put32(b, 1, -2)
print(b, get8(b, 0), get16(b, 1), get32(b, 1))
cast(b)
print(b, get8(b"xyz", 2))
put32(b, 1, 3)
print(b)


class A:
    @micropython.viper
    def m(self, x: int) -> int:
        return x + 1

    @micropython.native
    def n(self):
        return self.m(2)


print(A().m(1), A().n())
for text in ("def f(x: foo): pass", "def f() -> nope: pass",
             "def f(x: 1): pass", "def f() -> 1: pass"):
    try:
        exec("@micropython.viper\n" + text)
    except (ViperTypeError, SyntaxError) as e:
        print(type(e).__name__, e)
