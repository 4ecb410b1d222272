# SPDX-License-Identifier: MIT
"""Functions that compute: integers that grow over every boundary of the
small ones, lists, text and tables in nested loops."""

LIMIT = 10**60
EDGES = [2**29, 2**30, 2**31, 2**32, 2**60, 2**61 - 1, 2**61, 2**62 - 1, 2**62, 2**63, 2**64, -2**30, -2**61, -2**62, -2**63]


class Kernel:
    def __init__(self, p):
        self.p = p
        self.ints = ["a", "b", "c"]
        self.turns = 0

    def int(self, depth=2):
        p = self.p
        if depth == 0 or p.chance(25):
            return p.pick(p.of(self.ints), p.of(self.ints), str(p.r.randint(-9, 20)), str(p.of(EDGES)), "len(l)", "len(s)",
                          "l[%s %% len(l)]" % p.of(self.ints), "d.get(%s %% 5, 0)" % p.of(self.ints))
        left, right = self.int(depth - 1), self.int(depth - 1)
        return p.pick("%s + %s", "%s - %s", "%s * %s", "%s // (%s or 7)", "%s %% (%s or 3)", "%s & %s", "%s | %s", "%s ^ %s",
                      "%s << (%s & 15)", "%s >> (%s & 31)", "min(%s, %s)", "max(%s, %s)", "divmod(%s, (%s) | 1)[1]",
                      "(%s if c > a else %s)", "pow(%s %% 99, abs(%s) %% 6)", "int(%s == %s)", "abs(%s) - %s") % (
                          "(%s)" % left, "(%s)" % right)

    def condition(self):
        p = self.p
        text = p.pick("%s < %s", "%s <= %s", "%s == %s", "%s != %s", "%s >= %s", "%s and %s", "%s or not %s", "%s > %s",
                      "(%s) in l or (%s) in d", "%s is not %s and a", "%s < b < %s")
        if " is " in text:
            return "a is not None and s is not l"
        return text % (self.int(1), self.int(1))

    def assign(self):
        p = self.p
        name = p.of("abc")
        kind = p.below(10)
        if kind < 4:
            p.line("%s = %s" % (name, self.int()))
        elif kind < 7:
            p.line("%s %s %s" % (name, p.pick("+=", "-=", "^=", "|=", "*="), self.int(1)))
        elif kind == 7:
            p.line(p.pick("l.append(%s)", "l[a %% len(l)] = %s", "d[%s %% 5] = a", "l[%s %% len(l)] += 1", "d[a %% 5] = %s") % self.int(1))
        elif kind == 8:
            p.line(p.pick("s += str(%s %% 10)", "s = s[%s %% 3:]", "s = s[::-1] + chr(97 + %s %% 26)", "l = l[-6:] + [%s]",
                          "l.sort(); l[0] = %s", "l = [v + %s for v in l[:5]]", "a, b, c = b, c, %s") % self.int(1))
        else:
            p.line("%s = %s" % (name, p.pick("sum(l)", "max(l)", "min(l) or 1", "l.index(l[-1])", "sum(d.values())", "int('0' + s[-5:]) if s[-5:].isdigit() else 4",
                                             "sum([v * a for v in range(4)])", "f(a - 1 if 0 < a < 9 else 0, b)", "hash(a % 1000)")))
        p.line("if not -%d < %s < %d: %s %%= 1000003" % (LIMIT, name, LIMIT, name))
        p.line("if len(l) > 12 or len(s) > 30: l = l[-4:]; s = s[-4:]")

    def statement(self, depth):
        p = self.p
        kind = p.below(8) if depth else 0
        if kind < 4:
            return self.assign()
        if kind == 4:
            with p.block("if %s:" % self.condition()):
                self.statement(depth - 1)
            if p.chance(50):
                with p.block("else:"):
                    self.statement(depth - 1)
            return None
        name = p.name("i")
        self.ints.append(name)
        if kind < 7:
            head = "for %s in %s:" % (name, p.pick("range(%d)" % p.below(7), "range(b %% %d)" % p.r.randint(1, 5), "l[:4]", "range(7, -3, -2)",
                                                   "range(2**62 - 2, 2**62 + 2)", "reversed(range(4))", "sorted(d)"))
            with p.block(head):
                self.body(depth)
        else:
            p.line("%s = 0" % name)
            with p.block("while %s < %d:" % (name, p.r.randint(1, 6))):
                p.line("%s += 1" % name)
                self.body(depth)
        self.ints.remove(name)
        return None

    def body(self, depth):
        p = self.p
        self.statement(depth - 1)
        if p.chance(30):
            p.line("if %s: %s" % (self.condition(), p.pick("break", "continue", "a += 1")))
        if p.chance(50):
            self.assign()


def program(p):
    p.line("def f(a, b):")
    p.indent += 1
    p.line("return a + (f(a - 1, b) if a > 0 else b %% %d)" % p.r.randint(1, 9))
    p.indent -= 1
    with p.block("def k(a, b, c):"):
        p.line("l = [%s]\n    s = %s\n    d = {0: 1, 3: %s}" % (p.list_of(p.small, 1, 5), repr(p.word(6, "ab01")), p.small()))
        kernel = Kernel(p)
        for _ in range(p.r.randint(3, 6)):
            kernel.statement(3)
        p.line("return a, b, c, l, s, sorted(d.items())")
    for _ in range(3):
        p.step("k(%s, %s, %s)" % (p.small(), p.pick(p.small(), str(p.of(EDGES))), p.of(EDGES)))
