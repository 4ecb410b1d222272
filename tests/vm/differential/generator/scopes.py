# SPDX-License-Identifier: MIT
"""Which variable a name means: comprehensions, lambdas, class bodies and
functions inside one another, nonlocal, global, walrus, del."""

NAMES = "xyz"


class Scopes:
    def __init__(self, p):
        self.p = p
        self.budget = p.r.randint(8, 20)
        self.in_class = False

    def value(self, depth=2):
        p = self.p
        name = p.of(NAMES)
        if depth == 0:
            return p.pick(name, name, p.small())
        inner = self.value(depth - 1)
        bound = p.of("xyzuv")
        return p.pick(
            name, inner, "(%s, %s)" % (name, inner), "[%s for %s in (%s, 2)]" % (inner, bound, name),
            "[(%s, %s) for %s in range(2) for v in [%s] if %s != 7]" % (bound, inner, bound, bound, bound),
            "{%s: %s for %s in (1, 2)}" % (bound, inner, bound), "list(%s for %s in (3, 4))" % (inner, bound),
            "(lambda %s: %s)(%s)" % (bound, inner, p.small()), "(lambda: %s)()" % inner, "(lambda %s=%s: %s)()" % (bound, name, inner),
            "[f() for f in [lambda: (%s, w) for w in range(3)]]" % inner, "[f(5) for f in [lambda q, w=w: (w, q, %s) for w in (1, 2)]]" % name,
            "[(%s := w) for w in (1, 2)]" % p.of("xyz") if p.chance(30) and not self.in_class else name, "sorted([%s], key=lambda %s: 0)" % (name, bound),
            "[[%s for %s in (%s,)] for %s in (8, 9)]" % (inner, bound, bound, bound), "len({str(%s) for %s in (1, 1)})" % (name, bound))

    def show(self):
        self.p.line("try:\n%s    emit(%d, %s)" % ("    " * self.p.indent, self.p.tag(), self.value()))
        self.p.line("except NameError as e:\n%s    fail(%d, e)" % ("    " * self.p.indent, self.p.tag()))

    def statement(self, depth):
        p = self.p
        self.budget -= 1
        kind = p.below(9) if depth and self.budget > 0 else p.below(3)
        name = p.of(NAMES)
        if kind == 0:
            self.show()
        elif kind == 1:
            p.line("%s = %s" % (name, p.pick(p.small(), "[1]", "'t'", p.small())))
        elif kind == 2:
            p.line(p.pick("for %s in (4, 5): pass", "%s = lambda: 1", "import math as %s\n" + "    " * p.indent + "del %s" % name, "%s = 3")
                   % name if p.chance(70) else "%s, *u = 1, 2, 3" % name)
        elif kind < 7:
            self.function(depth - 1)
        else:
            self.class_(depth - 1)

    def function(self, depth):
        p = self.p
        f = p.name("f")
        declared = p.r.sample(NAMES, p.below(3))
        arguments = [n for n in NAMES if n not in declared and p.chance(25)]
        with p.block("def %s(%s):" % (f, ", ".join("%s=%s" % (n, p.pick(p.small(), p.of(NAMES))) for n in arguments))):
            for n in declared:
                p.line("%s %s" % (p.pick("nonlocal", "global") if p.indent > 1 else "global", n))
            for _ in range(p.r.randint(2, 4)):
                self.statement(depth)
            self.show()
        p.attempt("%s()" % f)

    def class_(self, depth):
        p = self.p
        k = p.name("K")
        with p.block("class %s:" % k):
            self.in_class = True  # no walrus in comprehensions
            for _ in range(p.r.randint(1, 3)):
                self.statement(0)
            self.in_class = False
            with p.block("def m(self, y=%s):" % p.small()):
                self.statement(depth)
                self.show()
        p.attempt("%s().m()" % k, "(getattr(%s, 'x', 0), getattr(%s, 'z', 0)) == 0" % (k, k))


def program(p):
    """All in a function, so that nonlocal has something to mean."""
    p.line("x, y, z = %s, %s, %s" % (p.small(), p.small(), p.small()))
    scopes = Scopes(p)
    with p.block("def outer(x, y=2, z=3):"):
        for _ in range(p.r.randint(2, 4)):
            scopes.statement(3)
        scopes.show()
    p.attempt("outer(1)")
    scopes.budget = 4
    for _ in range(2):
        scopes.statement(2)
    p.step("[v if type(v) in (int, str, list) else 0 for v in (x, y, z)]")
