# SPDX-License-Identifier: MIT
"""Generators driven by next, send, throw and close; yield from; generator
expressions; iterators written as classes; coroutines driven by hand."""

from . import control


def drive(p, make):
    name = p.name("g")
    p.line("try:\n    %s = %s" % (name, make))
    p.line("except Exception as e:\n    fail(%d, e)\n    %s = iter(())" % (p.tag(), name))
    for _ in range(p.r.randint(2, 6)):
        kind = p.below(9)
        if kind < 4:
            p.step("next(%s)" % name)
        elif kind < 6:
            p.step("%s.send(%s)" % (name, p.pick("None", p.small(), p.small())))
        elif kind == 6:
            p.step("%s.throw(%s)" % (name, p.pick("%s", "%s()", "%s(3)") % p.of(control.ERRORS + ["GeneratorExit"])))
        elif kind == 7:
            p.step("%s.close()" % name)
        else:
            p.step("next(%s, %s)" % (name, p.small()))
    p.step("take(%s)" % name)
    p.step("%s.close()" % name)


def random_body(p):
    p.line(control.MANAGER)
    name = p.name("f")
    control.function(p, name, p.r.randint(2, 3), generator=True)
    drive(p, "%s(%s, %s)" % (name, p.small(), p.small()))
    if p.chance(50):
        outer = p.name("f")
        delegate(p, outer, "%s(a, b)" % name)
        drive(p, "%s(%s, %s)" % (outer, p.small(), p.small()))


def delegate(p, name, inner):
    with p.block("def %s(a, b):" % name):
        with p.block("try:"):
            if p.chance(50):
                p.line("yield 'first'")
            p.line("r = yield from %s" % p.pick(inner, inner, inner, "[1, 2]", "range(a)", "(v for v in (a, b))"))
            p.emit("('result', r)")
            p.line("a = yield r")
        if p.chance(50):
            with p.block("except %s as e:" % p.of(control.CATCHERS)):
                p.emit("e")
                if p.chance(50):
                    p.line("yield 'caught'")
        with p.block("finally:"):
            p.emit("'end of %s'" % name)
            if p.chance(25):
                p.line("return 5")
        p.line("return (a, b)")


def simple_pipeline(p):
    """Generator expressions and functions feeding one another."""
    source = p.pick("range(%d)" % p.below(9), p.ints(), p.str(), "{1: 2, 3: 4}", "enumerate('abc')", "[]")
    p.line("def k1(s):\n    for v in s:\n        emit(%d, v)\n        yield v" % p.tag())
    p.line("def k2(s, n):\n    for i, v in enumerate(s):\n        if i %% %d == 0:\n            yield v\n        if i == n:\n"
           "            return" % p.r.randint(1, 3))
    text = source
    for _ in range(p.r.randint(1, 4)):
        text = p.pick("k1(%s)", "k2(%%s, %s)" % p.small(), "(v for v in %s)", "(v for v in %s if v)", "((v, v) for v in %s)",
                      "map(lambda v: [v], %s)", "filter(None, %s)", "zip(%s, 'abcd')", "enumerate(%s)",
                      "iter(%s)") % text
    p.step("%s(%s)" % (p.pick("list", "tuple", "take", "any", "sorted", "len", "next", "max"), text))
    name = p.name()
    p.line("%s = %s" % (name, text))
    for _ in range(3):
        p.step(p.pick("next(%s)" % name, "take(%s)" % name, "2 in %s" % name, "list(zip(%s, %s))" % (name, name), "[*%s]" % name,
                      "sum(1 for _ in %s)" % name))


def iterator_class(p):
    with p.block("class K2:"):
        p.line("def __init__(self, n):\n        self.n = n")
        p.line("def __iter__(self):\n        return %s" % p.pick("self", "self", "iter([self.n])", "K2(self.n)", "5"))
        with p.block("def __next__(self):"):
            p.line("self.n -= 1")
            p.line("if self.n < %s: raise %s" % (p.below(2), p.pick("StopIteration", "StopIteration(4)", "ValueError", "IndexError")))
            p.line("return self.n")
        if p.chance(50):
            p.line("def send(self, v):\n        emit(0, ('send', v))\n        return v")
        if p.chance(50):
            p.line("def throw(self, *a):\n        emit(0, 'throw')\n        return 9")
        if p.chance(50):
            p.line("def close(self):\n        emit(0, 'close')")
    with p.block("class K3:"):
        with p.block("def __getitem__(self, i):"):
            p.line("if i > 3: raise %s" % p.pick("IndexError", "StopIteration", "KeyError"))
            p.line("return i * 2")
    p.line("def f1(a, b):\n    return (yield from K2(a))")
    drive(p, "f1(4, 0)")
    for _ in range(4):
        p.step(p.pick("list(K2(4))", "[*K2(3)]", "max(K2(5))", "2 in K2(5)", "dict(zip('ab', K2(4)))", "sum(K2(4))", "tuple(K3())",
                      "4 in K3()", "list(zip(K3(), K2(3)))", "sorted(K3())", "next(K2(1))", "next(iter(K3()))", "[a for a in K3()]",
                      "list(map(str, K2(3)))", "list(enumerate(K3()))", "set(K2(3)) == {0, 1, 2}"))
    p.line("a, *b = K2(5)")
    p.emit("(a, b)")


COROUTINES = """class K4:
    def __init__(self, n):
        self.n = n
    def __await__(self):
        r = yield ('awaiting', self.n)
        return r
    async def __aenter__(self):
        emit(0, 'aenter')
        return await K4(self.n + 10)
    async def __aexit__(self, kind, value, trace):
        emit(0, ('aexit', kind and kind.__name__))
        await K4(99)
        return self.n == 2
    def __aiter__(self):
        return self
    async def __anext__(self):
        self.n -= 1
        if self.n < 0:
            raise StopAsyncIteration
        await K4(50)
        return self.n"""


def coroutine(p):
    p.line(COROUTINES)
    with p.block("async def f1(a, b):"):
        for _ in range(p.r.randint(2, 5)):
            kind = p.below(6)
            if kind == 0:
                with p.block("async for a in K4(%d):" % p.below(4)):
                    p.emit("a")
                    if p.chance(40):
                        p.line("if a == 1: %s" % p.pick("break", "continue", "return a", "raise ValueError"))
                if p.chance(40):
                    with p.block("else:"):
                        p.emit("'else'")
            elif kind == 1:
                with p.block("async with K4(%d) as b:" % p.below(4)):
                    p.emit("b")
                    if p.chance(40):
                        p.line(p.pick("return b", "1 // 0", "a = await K4(1)"))
            elif kind == 2:
                p.line("a = await K4(%d)" % p.below(9))
                p.emit("a")
            elif kind == 3:
                with p.block("try:"):
                    p.line("b = await K4(7)")
                with p.block("except %s as e:" % p.of(control.CATCHERS)):
                    p.emit("e")
                with p.block("finally:"):
                    p.emit("await K4(8)")
            elif kind == 4:
                p.emit("[v async for v in K4(3)]")
            else:
                p.emit("[await K4(v) for v in (1, 2)]")
        p.line("return (a, b)")
    p.line("async def f2(a, b):\n    return await f1(a, b)")
    drive_coroutine(p, p.pick("f1(1, 2)", "f2(3, 4)"))


def drive_coroutine(p, make):
    p.line("g = %s" % make)
    for _ in range(p.r.randint(3, 9)):
        p.step("g.%s" % p.pick("send(None)", "send(None)", "send(%s)" % p.small(), "throw(ValueError(1))" if p.chance(30) else "send(1)"))
    p.step("g.close()")


def program(p):
    p.pick(random_body, random_body, random_body, simple_pipeline, iterator_class, coroutine)(p)
