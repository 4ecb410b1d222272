# SPDX-License-Identifier: MIT
# What works while the heap is locked, and what exceptions say then.
import io
import micropython
import sys


class C:
    x = 1

    def m(self):
        return self.x

    def __enter__(self):
        pass

    def __exit__(self, *args):
        pass


class E(Exception):
    pass


def f(a, b=2):
    return a


def gen():
    yield 1
    yield 2


c = C()
g = gen()
d = {1: 2, "a": 3}
n = [1, 2, 3]
s = "ab"
b = bytearray(3)
total = 0


def locked(body):
    micropython.heap_lock()
    try:
        body()
        result = "ok"
    except MemoryError:
        result = "no memory"
    finally:
        micropython.heap_unlock()
    print(body.__name__, result)


def calls():
    f(1)
    f(a=1, b=3)
    c.m()
    next(g)
    len(n)
    isinstance(n, list)


def loops():
    global total
    for i in range(3):
        total += i
    for i in range(6, 0, -2):
        total += i
    for i in n:
        total += i
    for k in d:
        total += d[k]
    for i in s:
        total += 1
    for i in b:
        total += 1
    while total > 1000:
        pass


def exceptions():
    global total
    try:
        raise ValueError
    except ValueError:
        total += 1
    try:
        raise E
    except E:
        total += 1
    try:
        1 // 0
    except ZeroDivisionError:
        total += 1


def stores():
    n[0] = 5
    d[1] = 7
    b[0] = 1
    x, y = 1, 2
    x, y = y, x


def new_list():
    [1]


def new_tuple():
    (1, n)


def new_str():
    "a" + s


def new_slice():
    n[0:1]


def new_function():
    lambda: 1


for body in (calls, loops, exceptions, stores, new_list, new_tuple, new_str,
             new_slice, new_function):
    locked(body)
print(total)


class shadow:
    def __init__(self, stop):
        self.stop = stop

    def __iter__(self):
        return iter("xyz"[:self.stop])


def shadowed(range):
    return [i for i in range(2)]


print(shadowed(shadow))
range, old = shadow, range
print([i for i in range(2)])
for i in range(1):
    print(i)
range = old
for args in (5,), (2, 4), (9, 0, -3), (0,), (1 << 70, (1 << 70) + 2), (True,):
    try:
        for i in range(*args):
            print(i, end=" ")
        if len(args) == 1:
            for i in range(args[0]):
                print(i, end=" ")
        elif len(args) == 2:
            for i in range(args[0], args[1]):
                print(i, end=" ")
        else:
            for i in range(args[0], args[1], args[2]):
                print(i, end=" ")
        print()
    except OverflowError:
        print("overflow")
for text in "range(1, 2, 0)", "range('a')", "range()", "range(1, 2, 3, 4)":
    try:
        exec("for i in " + text + ": pass")
    except (ValueError, TypeError) as e:
        print(type(e).__name__, e)
try:
    for k in d:
        d[k * 2] = 1
except RuntimeError as e:
    print(e)

micropython.alloc_emergency_exception_buf(200)


def raised(kind):
    micropython.heap_lock()
    try:
        if kind == 0:
            raise ValueError(1)
        if kind == 1:
            raise KeyError(1, 2)
        if kind == 2:
            undefined_name
        if kind == 3:
            None.attribute
        if kind == 4:
            raise E
    except Exception as e:
        kept = e
    micropython.heap_unlock()
    text = io.StringIO()
    sys.print_exception(kept, text)
    lines = text.getvalue().splitlines()
    print(len(lines), lines[-1])


for kind in range(5):
    raised(kind)
