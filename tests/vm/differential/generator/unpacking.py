# SPDX-License-Identifier: MIT
"""Assignment targets of every shape, comprehensions inside comprehensions,
displays with stars, chained and augmented assignment."""


def target(p, depth, names):
    star = False
    parts = []
    for _ in range(p.r.randint(1, 3)):
        if depth and p.chance(25):
            parts.append("(%s)" % target(p, depth - 1, names))
            continue
        name = p.pick(p.name(), p.name(), "o.a", "d[%s]" % p.small(), "l[%d]" % p.below(4), "l[1:2]")
        if name.startswith("v"):
            names.append(name)
        if not star and name.startswith("v") and p.chance(25):
            star = True
            name = "*" + name
        parts.append(name)
    return ", ".join(parts) + ("," if len(parts) == 1 else "")


def shaped(p, depth):
    """Values that often fit a target."""
    items = p.many(lambda: shaped(p, depth - 1) if depth and p.chance(35) else p.small(), 1, 4)
    text = ", ".join(items)
    return p.pick("[%s]", "(%s,)", "(%s,)", "iter([%s])", "[*(%s,)]", "(v for v in [%s])") % text


def assign(p):
    names = []
    left = target(p, 2, names)
    p.line("o = K1()\nd = {}\nl = [0, 1, 2, 3]")
    value = shaped(p, 2) if p.chance(85) else p.any()
    statement = "%s = %s" % (left, value)
    if p.chance(15):
        other = p.name()
        statement = "%s = %s" % (other, statement)
    shown = "(%s l, d, getattr(o, 'a', 0))" % "".join(n + ", " for n in names)
    p.attempt(statement, shown)
    if p.chance(30):
        fresh = []
        left = target(p, 1, fresh)
        with p.block("try:"):
            with p.block("for %s in [%s]:" % (left, ", ".join(p.many(lambda: shaped(p, 1), 1, 3)))):
                p.emit("(%s l, d)" % "".join(n + ", " for n in fresh))
        with p.block("except Exception as e:"):
            p.line("fail(%d, e)" % p.tag())


def clause(p, names):
    name = p.of("uvwxy")
    source = p.pick("range(%d)" % p.below(5), "[%s]" % p.list_of(p.small), "'abc'", "[(1, 2), (3, 4)]", "{1: 2}", "range(%s)" % (
        p.of(names) if names else "3"))
    if source == "[(1, 2), (3, 4)]" and p.chance(60):
        other = p.of("pqr")
        names += [name, other]
        return "for %s, %s in %s" % (name, other, source)
    names.append(name)
    return "for %s in %s" % (name, source)


def comprehension(p, depth=2):
    names = []
    clauses = []
    for _ in range(p.r.randint(1, 2)):
        clauses.append(clause(p, names))
        if p.chance(35):
            clauses.append("if %s" % p.pick("%s", "not %s", "%s != 1", "%s in (1, 2, 'a')") % p.of(names))
    body = p.pick(p.of(names), "(%s, %s)" % (p.of(names), p.of(names)), "[%s]" % p.of(names), "str(%s)" % p.of(names),
                  "(lambda: %s)()" % p.of(names), "%s * 2" % p.of(names), "t(%d, %s)" % (p.tag(), p.of(names)))
    if depth and p.chance(30):
        body = comprehension(p, depth - 1)
    text = " ".join(clauses)
    return p.pick("[%s %s]" % (body, text), "list(%s %s)" % (body, text), "len({str(%s) %s})" % (body, text), "{str(%s): %s %s}" % (
        body, p.of(names), text), "tuple(%s %s)" % (body, text), "sum(1 for _ in [%s %s])" % (body, text))


def display(p):
    def star():
        return p.pick(p.any(0), p.any(0), "*%s" % p.iterable(), "*(%s)" % comprehension(p, 0))
    return p.pick("[%s]", "(%s,)", "{%s}", "f1(%s)", "[%s]") % (p.list_of(star, 1, 4) or "1")


def merge(p):
    return "{%s}" % ", ".join(p.many(lambda: p.pick("**%s" % p.dict(), "%s: %s" % (p.key(), p.any(0)), "**%s" % p.any(1)), 1, 3))


def walrus(p):
    return p.pick("[(q := v) * 2 for v in %s] + [q]" % p.ints(), "(q := %s) and [q, q]" % p.any(0),
                  "[q for v in %s if (q := v)]" % p.ints(), "f1((q := 3), k=(w := 4)) + (q, w)", "(lambda: (q := 5) + q)()",
                  "[(q := %s), q]" % p.any(0))


def program(p):
    p.line("class K1: pass")
    p.line("def f1(*a, **k):\n    return (a, k)")
    for _ in range(p.r.randint(3, 7)):
        kind = p.below(10)
        if kind < 3:
            assign(p)
        elif kind < 6:
            p.step(comprehension(p))
        elif kind < 8:
            p.step(display(p))
        elif kind == 8:
            p.step(merge(p))
        else:
            p.step(walrus(p))
