# SPDX-License-Identifier: MIT
"""Control flow: loops, try in every form, with, return, break, continue and
raise anywhere, traced as it runs."""

ERRORS = ["ValueError", "KeyError", "TypeError", "IndexError", "ZeroDivisionError", "RuntimeError",
          "OSError", "StopIteration", "AttributeError", "NotImplementedError", "AssertionError"]
CATCHERS = ERRORS + ["Exception", "LookupError", "ArithmeticError", "(KeyError, ValueError)",
                     "BaseException"]

MANAGER = """class K1:
    def __init__(self, n, swallow=False):
        self.n = n
        self.swallow = swallow
    def __enter__(self):
        emit(0, ('enter', self.n))
        if self.n == 4:
            raise ValueError(self.n)
        return self.n
    def __exit__(self, kind, value, trace):
        emit(0, ('exit', self.n, kind and kind.__name__, value))
        if self.n == 3:
            raise KeyError(self.n)
        # A generator that ignores GeneratorExit is closed again when
        # CPython drops it, which depends on when that is.
        return self.swallow and kind is not GeneratorExit"""


class Flow:
    def __init__(self, p):
        self.p = p
        self.budget = p.r.randint(6, 18)
        self.loops = 0
        self.names = ["a", "b"]
        self.generator = False

    def value(self):
        p = self.p
        return p.pick(str(p.below(9)), "a", "b", "a + b", "a - 1", "b * 2", "a %% %d" % p.below(4), "-b",
                      "a if b else 7", "a // (b - %d)" % p.below(5))

    def condition(self):
        p = self.p
        return p.pick("a < b", "a == %d" % p.below(5), "b", "not a", "a % 2", "a > 2 and b", "a or b < 3",
                      "a < b < 9", "a in (1, 2, 3)", "a is None", "a != b", "True", "not (a and b)", "0")

    def raising(self):
        p = self.p
        return p.pick("raise %s" % p.of(ERRORS), "raise %s(%s)" % (p.of(ERRORS), self.value()),
                      "1 // 0", "[][%s]" % self.value(), "{}[%s]" % self.value(), "raise", "None.x",
                      "raise %s(a) from None" % p.of(ERRORS), "assert not %s" % self.condition(), "undefined_name",
                      "'a' + 1", "raise 5", "int('x')", "raise ValueError from KeyError(1)")

    def simple(self):
        p, kind = self.p, self.p.below(12)
        if kind < 3:
            p.emit("(%s, a, b)" % self.value())
        elif kind < 5:
            p.line("%s %s %s" % (p.pick("a", "b"), p.pick("=", "+=", "-="), self.value()))
        elif kind == 5:
            p.line("a, b = %s, %s" % (self.value(), self.value()))
        elif kind == 6:
            p.line(self.raising())
        elif kind == 7:
            p.line("return %s" % p.pick(self.value(), "t(%d, %s)" % (p.tag(), self.value()), "(a, b)"))
        elif kind == 8 and self.loops:
            p.line(p.pick("break", "continue"))
        elif kind == 9 and self.generator:
            p.line(p.pick("yield %s", "a = yield %s", "emit(%d, (yield %%s))" % p.tag(), "b = (yield %s) or 1")
                   % self.value())
        elif kind == 10:
            p.line("if %s: %s" % (self.condition(), p.pick("return a", "raise ValueError", "pass", "a = 1")))
        else:
            p.emit("%s" % self.value())

    def block(self, head, depth):
        with self.p.block(head):
            self.statements(depth)

    def statements(self, depth):
        for _ in range(self.p.r.randint(1, 3)):
            self.statement(depth)

    def statement(self, depth):
        p = self.p
        self.budget -= 1
        if depth <= 0 or self.budget <= 0:
            return self.simple()
        kinds = [self.simple, self.simple, self.if_, self.for_, self.while_, self.try_, self.try_, self.try_,
                 self.with_]
        made = p.of(kinds)
        return made() if made == self.simple else made(depth - 1)

    def if_(self, depth):
        self.block("if %s:" % self.condition(), depth)
        if self.p.chance(30):
            self.block("elif %s:" % self.condition(), depth)
        if self.p.chance(50):
            self.block("else:", depth)

    def loop(self, head, depth, bound=None):
        self.loops += 1
        with self.p.block(head):
            if bound:
                self.p.line(bound)
            self.statements(depth)
        self.loops -= 1
        if self.p.chance(35):
            self.block("else:", depth)

    def for_(self, depth):
        p = self.p
        self.loop("for %s in %s:" % p.pick(
            ("a", "range(%d)" % p.below(4)), ("b", "[3, 1, 2]"), ("a, b", "[(1, 2), (3, 4)]"), ("a", "'xy' and (5, 6)"),
            ("b", "{7: 1, 8: 2}"), ("a, b", "enumerate([4, 0])"), ("a", "range(%s, 0, -2)" % p.below(6)),
            ("b", "iter([1, 2])"), ("a", "(v * 2 for v in [1, 2])"), ("a", "[1, 2][::-1]")), depth)

    def while_(self, depth):
        turns = self.p.name("w")
        self.p.line("%s = 0" % turns)
        bound = "%s += 1" % turns
        if self.p.chance(30):
            return self.loop("while True:", depth, bound + "\n" + "    " * (self.p.indent + 1) + "if %s > 3: break" % turns)
        condition = self.p.pick(self.condition(), self.condition(), "a < 5")
        return self.loop("while %s < %d and (%s):" % (turns, self.p.r.randint(1, 4), condition), depth, bound)

    def try_(self, depth):
        p = self.p
        self.block("try:", depth)
        handlers = p.below(3)
        used = p.r.sample(CATCHERS, handlers)
        used.sort(key=lambda name: name in ("Exception", "BaseException"))
        for name in used:
            head = p.pick("except %s:", "except %s as e:") % name
            with p.block(head):
                if " as e" in head:
                    p.emit("e")
                self.statements(depth)
        if handlers and p.chance(30):
            with p.block("except:"):
                self.statements(depth)
        if handlers and p.chance(40):
            self.block("else:", depth)
        if not handlers or p.chance(50):
            with p.block("finally:"):
                p.emit("'finally'")
                self.statements(depth)

    def with_(self, depth):
        p = self.p
        items = p.many(lambda: "K1(%d%s)" % (p.below(6), p.pick("", ", True")) + p.pick("", " as a", " as b"), 1, 2)
        self.block("with %s:" % ", ".join(items), depth)


def function(p, name, depth, generator=False):
    with p.block("def %s(a, b):" % name):
        flow = Flow(p)
        flow.generator = generator
        if generator:
            p.line("if 0: yield")
        for _ in range(p.r.randint(2, 4)):
            flow.statement(depth)


def program(p):
    p.line(MANAGER)
    name = p.name("f")
    function(p, name, p.r.randint(2, 4))
    for _ in range(p.r.randint(2, 4)):
        p.step("%s(%s, %s)" % (name, p.small(), p.small()))


def module_level(p):
    """The same statements outside of a function."""
    p.line(MANAGER)
    p.line("a = %s\nb = %s" % (p.small(), p.small()))
    flow = Flow(p)
    old = flow.simple

    def simple():
        before = len(p.lines)
        old()
        if "return" in p.lines[-1]:
            p.lines[before:] = ["    " * p.indent + "emit(%d, (a, b))" % p.tag()]

    flow.simple = simple
    with p.block("try:"):
        for _ in range(p.r.randint(2, 4)):
            flow.statement(3)
    with p.block("except BaseException as e:"):
        p.line("fail(%d, e)" % p.tag())
