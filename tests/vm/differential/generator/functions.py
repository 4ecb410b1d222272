# SPDX-License-Identifier: MIT
"""Parameters against arguments of every shape; closures, nonlocal and
global; decorators; recursion; names that come and go."""


def signature(p):
    names, parts, defaults = [], [], False
    for name in ["a", "b", "c"][:p.below(4)]:
        defaults = defaults or p.chance(30)
        parts.append("%s=%s" % (name, p.any(0)) if defaults else name)
        names.append(name)
    if parts and p.chance(10):
        pass
    if p.chance(35):
        parts.append("*args")
        names.append("args")
        bare = False
    else:
        bare = True
    keyword = ["k", "m"][:p.below(3)]
    if keyword and bare:
        parts.append("*")
    for name in keyword:
        parts.append("%s=%s" % (name, p.any(0)) if p.chance(60) else name)
        names.append(name)
    if p.chance(35):
        parts.append("**kw")
        names.append("kw")
    return ", ".join(parts), names


def arguments(p):
    parts = p.many(lambda: p.any(0), 0, 3)
    if p.chance(25):
        parts.append("*%s" % p.pick(p.ints(), p.tuple(), "'xy'", "range(2)", "iter([1])", "5", "{7: 8}"))
        if p.chance(30):
            parts.append(p.any(0))
    seen = set()
    for _ in range(p.below(3)):
        name = p.of("abckmz")
        if name not in seen:
            seen.add(name)
            parts.append("%s=%s" % (name, p.any(0)))
    if p.chance(25):
        parts.append("**%s" % p.pick("{}", "{'k': 1}", "{'m': 2, 'a': 3}", "{'z': 4}", "dict(b=5)", "{1: 2}"))
    return ", ".join(parts)


def call_program(p):
    for _ in range(2):
        text, names = signature(p)
        name = p.name("f")
        kind = p.below(4)
        shown = "(%s)" % "".join(n + ", " for n in names)
        if kind == 0:
            p.line("%s = lambda %s: %s" % (name, text, shown))
        elif kind == 1:
            p.line("class K1:\n    def m(self%s):\n        return %s\n%s = K1().m" % (", " + text if text else "", shown, name))
        elif kind == 2 and "args" not in names:
            p.line("def %s(%s):\n    def inner():\n        return %s\n    return inner()" % (name, text, shown))
        else:
            p.line("def %s(%s):\n    return %s" % (name, text, shown))
        for _ in range(p.r.randint(3, 5)):
            p.step("%s(%s)" % (name, arguments(p)))


def closure_program(p):
    p.line("def f1(n):")
    p.indent += 1
    p.line("x = %s\ny = [n]" .replace("\n", "\n" + "    ") % p.small())
    shared = p.chance(60)
    with p.block("def inc(d=%s):" % p.small()):
        p.line("nonlocal x%s" % p.pick("", ", n"))
        p.line("x += d")
        p.line("y.append(x)")
        p.line("return %s" % p.pick("x", "(x, n, y[:])", "lambda: x"))
    with p.block("def get(k=n):"):
        if p.chance(30):
            p.line("x = k")
        p.line("return (x, n, k)")
    with p.block("def deep():"):
        with p.block("def deeper():"):
            p.line("nonlocal n")
            p.line("n += 1")
            p.line("return [x * v for v in y], n")
        p.line("return deeper()")
    if p.chance(40):
        p.line("fs = [%s for i in range(3)]" % p.pick("lambda: i", "lambda i=i: i", "lambda: (i, x)"))
        p.line("emit(%d, [f() for f in fs])" % p.tag())
    if p.chance(30):
        p.line("del %s" % p.pick("x", "n", "y"))
    p.line("return inc, get, deep" if shared else "return get, inc, deep")
    p.indent -= 1
    p.line("g = f1(%s)\nh = f1(%s)" % (p.small(), p.small()))
    for _ in range(6):
        p.step(p.pick("g[0]()", "g[1]()", "h[0]()", "g[2]()", "h[2]()", "g[1](7)", "g[0](2)", "callable(g[0]())"))


def decorator_program(p):
    p.line("def deco(n):\n    def wrap(f):\n        def inner(*a, **k):\n            emit(0, ('before', n, a, k))\n"
           "            r = f(*a, **k)\n            emit(0, ('after', n))\n            return (n, r)\n        return inner\n    return wrap")
    p.line("def plain(f):\n    emit(0, 'decorated')\n    return f")
    for _ in range(p.r.randint(1, 3)):
        p.line("@%s" % p.pick("deco(1)", "deco('x')", "plain", "lambda f: f"))
    p.line("def f1(a, b=2, *c, **d):\n    return (a, b, c, d)")
    for _ in range(3):
        p.step("f1(%s)" % arguments(p))
    p.line("def f2(n):\n    return %s if n %s else %s" % (
        p.pick("n * f2(n - 1)", "f2(n - 1) + f2(n - 2)", "[n] + f2(n - 1)", "f2(n - 1) + 1"), "> 1", p.pick("1", "[]", "n")))
    p.step("f2(%d)" % p.below(12))


SCOPES = ["x = 1", "x += 1", "global x", "del x", "emit(0, x)", "x = x + 1", "for x in (3, 4): pass", "[x for x in (5, 6)]",
          "import sys as x", "x, w = 7, 8", "def x(): pass", "class x: y = 2", "with K1() as x: pass", "exec('x = 9')",
          "emit(0, eval('x'))", "emit(0, 'x' in globals())", "try:\n        1 // 0\n    except ZeroDivisionError as x:\n        pass",
          "(x := 10)", "emit(0, (lambda: x)())", "emit(0, [x for _ in '1'])", "if x: x = 0", "while x: x = 0",
          "exec('emit(0, x)')", "x = [x]", "emit(0, callable(x))"]


def scope_program(p):
    p.line("class K1:\n    def __enter__(self): return 4\n    def __exit__(self, *a): pass")
    p.line("x = %s" % p.small())
    lines = [p.of(SCOPES) for _ in range(p.r.randint(2, 5))]
    lines.sort(key=lambda l: not l.startswith("global"))
    lines = lines[:1] + [l for l in lines[1:] if l != "global x"]
    source = "def f1():\n    %s\n    return callable(x) or x" % "\n    ".join(lines)
    p.line("try:\n    exec(%r)" % source)
    p.line("except SyntaxError as e:\n    fail(%d, e)\n    def f1(): return 'syntax'" % p.tag())
    p.step("f1()")
    p.step("x if type(x) is int else 'other'")
    p.line("class K2:\n    x = %s\n    y = x\n    z = [x for _ in range(1)]\n    def m(self): return x if type(x) is int else 0" % p.small())
    p.step("(K2.y, K2.z if type(K2.z[0]) is int else 0, K2().m(), K2.x)")
    p.step("eval(%r)" % p.pick("1 + 2", "x and 1", "[v for v in (1, 2)]", "undefined", "1 +", "(lambda: 3)()", "K2.y", "'a' 'b'"))
    p.step("eval('x + y', {'x': 1, 'y': %s})" % p.small())
    p.step("(lambda d: (exec('q = p + 1', d), d['q'])[1])({'p': %s})" % p.any(0))


def program(p):
    p.pick(call_program, call_program, closure_program, decorator_program, scope_program)(p)
