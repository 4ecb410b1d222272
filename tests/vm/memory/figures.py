# SPDX-License-Identifier: MIT
# Prints what objects cost in the heap: "name: bytes", the growth of
# gc.mem_alloc() for many of a kind, divided by their number.  Runs on any
# MicroPython; figures.py itself is text for both the VM here and that one.
import gc

N = 64
keep = [None] * N


def drop():
    for i in range(N):
        keep[i] = None
    gc.collect()


def measure(name, make, n=N):
    make(0)
    drop()
    before = gc.mem_alloc()
    for i in range(n):
        keep[i] = make(i)
    gc.collect()
    print("%s: %.1f" % (name, (gc.mem_alloc() - before) / n))
    drop()


class Plain:
    pass


class Four:
    def __init__(self):
        self.a = 1
        self.b = 2
        self.c = 3
        self.d = 4


class Method:
    def m(self):
        pass


def make_class(i):
    class C:
        pass

    return C


def make_class_3(i):
    class C:
        def one(self):
            pass

        def two(self):
            pass

        def three(self):
            pass

    return C


def make_function(i):
    def f():
        pass

    return f


def make_closure(i):
    def f():
        return i

    return f


def make_default(i):
    def f(x=1):
        pass

    return f


def generate():
    a = 1
    b = 2
    c = 3
    d = 4
    yield a
    yield b + c + d


def make_generator(i):
    g = generate()
    next(g)
    return g


def make_coroutine(i):
    async def co(a, b, c, d):
        pass

    return co(1, 2, 3, 4)


method_owner = Method()
shared = ["k%d" % i for i in range(1000)]
text = "abcdefghijklmnopqrstuvwxyz"
globals_of_exec = {}


def make_exec(i):
    exec("def function_%d(): pass" % (100 + i), globals_of_exec)


async def coroutine_4(a, b, c, d):
    pass


def dict_1000(i):
    d = {}
    for k in shared:
        d[k] = 1
    return d


def dict_1000_new_keys(i):
    d = {}
    for j in range(1000):
        d["n%d" % j] = 1
    return d


def fill(make, item):
    for j in range(1000):
        make(item(j))


def list_of(item):
    made = []
    fill(made.append, item)
    return made


def set_1000(i):
    made = set()
    fill(made.add, lambda j: j)
    return made


measure("float", lambda i: i * 1.25)
measure("tuple of 2", lambda i: (i, i))
measure("empty list", lambda i: [])
measure("list of 4", lambda i: [i, i, i, i])
measure("empty dict", lambda i: {})
measure("dict of 4", lambda i: {"a": 1, "b": 2, "c": 3, "d": 4})
measure("empty set", lambda i: set())
measure("instance of 0", lambda i: Plain())
measure("instance of 4", lambda i: Four())
measure("function", make_function)
measure("closure of 1", make_closure)
measure("function with default", make_default)
measure("bound method", lambda i: method_owner.m)
measure("class of 0", make_class)
measure("class of 3", make_class_3)
measure("generator of 4", make_generator)
measure("coroutine", lambda i: coroutine_4(1, 2, 3, 4))
measure("str of 20", lambda i: text[:19] + chr(97 + i % 26))
measure("bytes of 20", lambda i: bytes(20))
measure("bytearray of 20", lambda i: bytearray(20))
measure("int 2**40", lambda i: (1 << 40) + i)
measure("int 2**100", lambda i: (1 << 100) + i)
measure("exception", lambda i: ValueError())
measure("exception of 1", lambda i: ValueError(i))
measure("range", lambda i: range(i, i + 10))
measure("list iterator", lambda i: iter(keep))
measure("list of 1000 ints", lambda i: list_of(lambda j: j), 4)
measure("list of 1000 floats", lambda i: list_of(lambda j: j * 1.5), 4)
measure("dict of 1000 shared keys", dict_1000, 16)
measure("dict of 1000 new keys", dict_1000_new_keys, 8)
measure("set of 1000", set_1000, 4)
measure("exec of a def", make_exec)
