# SPDX-License-Identifier: MIT
"""Class hierarchies: special methods that print that they ran, reflected
operators, properties, descriptors, attribute hooks, super, the order of
bases."""

BINARY = {"+": "add", "-": "sub", "*": "mul", "/": "truediv", "//": "floordiv", "%": "mod", "**": "pow", "&": "and",
          "|": "or", "^": "xor", "<<": "lshift", ">>": "rshift", "@": "matmul"}
COMPARE = {"==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
UNARY = {"-": "neg", "+": "pos", "~": "invert"}
OTHERS = ["len", "bool", "contains", "getitem", "setitem", "delitem", "call", "iter", "hash", "str", "repr", "abs", "int",
          "float", "index", "round", "format", "complex", "reversed", "next"]
RESULTS = {"len": ["3", "0", "-1", "'x'"], "bool": ["True", "False", "7"], "contains": ["True", "[]", "1"],
           "iter": ["iter([1, 2])", "(v for v in 'ab')", "5"], "hash": ["12", "'x'"], "str": ["'a str'", "5"],
           "repr": ["'a repr'", "None"], "int": ["8", "'x'"], "float": ["1.5"], "index": ["2", "1"], "abs": ["4"],
           "round": ["6"], "format": ["'fmt'"], "complex": ["1j"], "reversed": ["iter([3, 2])"], "next": ["1"]}


def trace(p, text):
    return "emit(%d, %s)" % (p.tag(), text)


def method(p, name, arguments="", result=None):
    with p.block("def %s(self%s):" % (name, ", " + arguments if arguments else "")):
        p.line(trace(p, "'%s'" % name))
        p.line("return %s" % (result or p.pick("NotImplemented", "('%s', self.n)" % name, "self.n", "K1(self.n)" if p.chance(20)
                                              else "(self.n, 1)")))


def operators(p):
    names = []
    for symbol in p.r.sample(list(BINARY), 3):
        names.append(symbol)
        for prefix in p.r.sample(["", "r", "i"], p.r.randint(1, 3)):
            method(p, "__%s%s__" % (prefix, BINARY[symbol]), "other")
    for symbol in p.r.sample(list(COMPARE), 2):
        names.append(symbol)
        method(p, "__%s__" % COMPARE[symbol], "other", p.pick("NotImplemented", "True", "False", "self.n == 1"))
    return names


def operator_program(p):
    used = []
    for name, base in (("K1", ""), ("K2", p.pick("", "K1")), ("K3", p.pick("", "K1", "K2"))):
        with p.block("class %s%s:" % (name, "(%s)" % base if base else "")):
            p.line("def __init__(self, n):\n%s    self.n = n" % ("    " * p.indent))
            used += operators(p)
    p.line("x = K1(1)\ny = K2(2)\nz = K3(3)")
    values = ["x", "y", "z", "x", "y", "z", "5", "'s'", "None", "[1]", "1.5"]
    for _ in range(p.r.randint(4, 8)):
        symbol = p.of(used + ["=="])
        left, right = p.of(values), p.of(values[:6])
        if p.chance(50):
            left, right = right, left
        if symbol in BINARY and p.chance(30) and left in "xyz":
            p.attempt("%s %s= %s" % (left, symbol, right), left)
        else:
            p.step("%s %s %s" % (left, symbol, right))
    for symbol in p.r.sample(list(UNARY), 1):
        p.step("%s%s" % (symbol, p.of(values[:3])))
    p.step("sorted([%s])" % p.list_of(lambda: p.of(values[:3]), 1, 2))
    p.step("%s in [%s]" % (p.of(values[:3]), p.list_of(lambda: p.of(values), 1, 3)))
    p.step("[%s] == [%s]" % (p.of(values[:3]), p.of(values)))


CONVERSIONS = ["len(x)", "bool(x)", "1 in x", "x[1]", "x[1:2]", "x(1)", "x(1, k=2)", "[v for v in x]", "list(x)", "hash(x) * 0",
               "str(x)", "repr(x)", "abs(x)", "int(x)", "float(x)", "[5, 6, 7][x]", "round(x)", "format(x, 'q')", "'%s' % x",
               "'{}'.format(x)", "f'{x!r}'", "list(reversed(x))", "next(x)", "'abc' * x if type(x).__name__ == 'K1' else 0", "{x: 1}[x]",
               "x in [x]", "not x", "x and 1", "x or 2", "(1 if x else 2)", "range(x)", "bytes(x)[:0]", "hex(x)", "max(x, key=None)",
               "isinstance(x, K1)", "tuple(x)", "dict(x)", "sum(x)", "a if (a := x) is x and 0 else 1", "complex(x)",
               "'a'.join(x)", "[*x]", "f1(*x)", "f1(**x)", "callable(x)", "iter(x) and 0", "divmod(x, 2)", "pow(x, 2)", "%s"]


def conversion_program(p):
    p.line("def f1(*a, **k):\n    return a, k")
    with p.block("class K1:"):
        p.line("n = 1")
        for name in p.r.sample(OTHERS, p.r.randint(2, 7)):
            arguments = {"contains": "v", "getitem": "k", "setitem": "k, v", "delitem": "k", "call": "*a, **k", "format": "s",
                         "round": "d=0"}.get(name, "")
            result = p.of(RESULTS[name]) if name in RESULTS else "(a, k)" if name == "call" else arguments and "k"
            if name == "getitem":
                p.line("def __getitem__(self, k):\n        if k == 3: raise IndexError\n        return k")
                continue
            method(p, "__%s__" % name, arguments, result or "None")
    p.line("x = K1()")
    for text in p.r.sample(CONVERSIONS[:-1], 6):
        p.step(text)
    p.attempt("x[%s] = 4" % p.small())
    p.attempt("del x[%s]" % p.small())


def hierarchy_program(p):
    names = []
    for number in range(p.r.randint(3, 6)):
        name = "K%d" % (number + 1)
        bases = p.r.sample(names, min(len(names), p.pick(0, 1, 1, 1, 2)))
        bases.sort(key=lambda n: -int(n[1:]))
        with p.block("class %s%s:" % (name, "(%s)" % ", ".join(bases) if bases else "")):
            if p.chance(70):
                p.line("v%d = %s" % (p.below(3), p.small()))
            for _ in range(p.r.randint(1, 3)):
                body(p, bases)
            p.line("pass")
        names.append(name)
    for _ in range(p.r.randint(5, 9)):
        name = p.of(names)
        p.step(p.pick("%s().m%d()" % (name, p.below(3)), "%s().v%d" % (name, p.below(3)), "%s.v%d" % (name, p.below(3)),
                      "isinstance(%s(), %s)" % (name, p.of(names)), "issubclass(%s, %s)" % (name, p.of(names)),
                      "%s.m%d(%s())" % (name, p.below(3), p.of(names)), "%s.c%d()" % (name, p.below(2)), "%s().s%d(3)" % (name, p.below(2)),
                      "%s().p%d" % (name, p.below(2)), "hasattr(%s, 'm%d')" % (name, p.below(3)), "%s().__class__.__name__" % name,
                      "getattr(%s(), 'v%d', 'none')" % (name, p.below(3)), "%s().a" % name, "type(%s()) is %s" % (name, p.of(names)),
                      "[b.__name__ for b in %s.__bases__]" % name, "sorted(vars_of(%s()))" % name, "%s.__name__" % name))
    name = p.of(names)
    p.line("x = %s()" % name)
    for _ in range(3):
        p.attempt(p.pick("x.v0 = 5", "%s.v0 = 6" % p.of(names), "x.p0 = 7", "del x.v0", "x.a += 1", "del %s.v1" % p.of(names),
                         "x.m0 = lambda: 'own'", "x.m0()", "del x.p1", "%s.m1 = lambda self: ('new', self.v0)" % p.of(names), "x.m1()"),
                  "(getattr(x, 'v0', None), getattr(x, 'a', None))")


def body(p, bases):
    kind, number = p.below(9), p.below(3)
    if kind < 3:
        up = "super().m%d()" % number if bases and p.chance(60) else "self.v%d" % p.below(3)
        p.line("def m%d(self):\n        return ('m%d', %s)" % (number, number, up))
    elif kind == 3:
        p.line("@classmethod\n    def c%d(cls, n=%s):\n        return (cls.__name__, n)" % (number % 2, p.small()))
    elif kind == 4:
        p.line("@staticmethod\n    def s%d(n):\n        return ('static', n)" % (number % 2))
    elif kind == 5:
        n = number % 2
        p.line("@property\n    def p%d(self):\n        return ('get', self.v0)" % n)
        if p.chance(50):
            p.line("@p%d.setter\n    def p%d(self, v):\n        emit(0, ('set', v))\n        self.v0 = v" % (n, n))
        if p.chance(30):
            p.line("@p%d.deleter\n    def p%d(self):\n        emit(0, 'delete')" % (n, n))
    elif kind == 6:
        p.line("def __init__(self%s):\n        %sself.a = %s" % (
            p.pick("", ", n=1"), "super().__init__()\n        " if p.chance(70) else "", p.small()))
    elif kind == 7:
        p.line("def __getattr__(self, name):\n        if name[:1] != 'v': raise AttributeError(name)\n        return ('getattr', name)")
    else:
        p.line("v%d = %s" % (number, p.pick(p.small(), "[1, 2]", "lambda self: 'lambda'", "len")))


HOOKS = """class K1:
    def __init__(self):
        self.a = 1
    def __getattr__(self, n):
        emit(0, ('getattr', n))
        if n == 'missing':
            raise AttributeError(n)
        return n * 2
    def __setattr__(self, n, v):
        emit(0, ('setattr', n, v))
        object.__setattr__(self, n, v)
    def __delattr__(self, n):
        emit(0, ('delattr', n))
        object.__delattr__(self, n)
class K2(K1):
    b = 5
    def __getattr__(self, n):
        return super().__getattr__(n) + '!'
class K5:
    def __get__(self, o, t=None):
        emit(0, ('get', o is None))
        return 7
    def __set__(self, o, v):
        emit(0, ('set', v))
    def __delete__(self, o):
        emit(0, 'delete')
class K6:
    def __get__(self, o, t=None):
        return 8
class K3:
    d = K5()
    e = K6()
    def m(self):
        return self.d
class K4(K3):
    d = %s
"""


def hook_program(p):
    p.line((HOOKS % p.pick("3", "K5()", "property(lambda s: 4)", "K6()")).rstrip("\n"))
    p.line("x = %s\ny = %s()" % (p.pick("K1()", "K2()"), p.pick("K3", "K4")))
    for _ in range(p.r.randint(4, 8)):
        name = p.pick("a", "b", "d", "e", "q", "missing")
        target = p.pick("x.a", "x.b", "x.q", "x.missing", "y.d", "y.e", "y.d", "K3.d", "K4.d", "y.q")
        kind = p.below(6)
        if kind == 0:
            p.attempt("%s = %s" % (target, p.small()), "1")
        elif kind == 1:
            p.attempt("del %s" % target, "1")
        elif kind == 2:
            p.attempt("%s += 1" % target, "1")
        elif kind == 3:
            p.step(p.pick("hasattr(x, %r)", "getattr(x, %r)", "getattr(y, %r, 'default')", "setattr(y, %r, 1)", "delattr(x, %r)") % name)
        else:
            p.step(target)


def subclass_program(p):
    """Classes that extend built-in types."""
    base = p.pick("list", "dict", "int", "str", "tuple", "float", "set", "Exception", "ValueError", "bytes")
    argument = {"Exception": p.any(0), "ValueError": "1, 2"}.get(base) or getattr(p, "one" if base == "set" else base)()
    with p.block("class K1(%s):" % base):
        p.line("extra = 3")
        for text in p.r.sample(["def own(self):\n        return ('own', self.extra)",
                                "def __len__(self):\n        return 42",
                                "def __str__(self):\n        return 'K1 str'",
                                "def __getitem__(self, k):\n        return ('item', super().__getitem__(k))",
                                "def append(self, v):\n        super().append(v)\n        emit(0, 'append')",
                                "def __init__(self, *a):\n        super().__init__(*a)\n        self.z = 1",
                                "def __eq__(self, o):\n        return 'eq'", "def __add__(self, o):\n        return ('add', o)",
                                "def __contains__(self, v):\n        return v == 99"], 3):
            p.line(text)
    p.line("try:\n    x = K1(%s)" % argument)
    p.line("except Exception as e:\n    fail(%d, e)\n    x = None" % p.tag())
    for _ in range(7):
        p.step(p.pick("x.own()", "len(x)", "x[0]", "x[1:]", "x + x", "x == %s" % argument, "str(x)[:0]", "isinstance(x, %s)" % base,
                      "x.extra", "99 in x", "[v for v in x]", "x.append(1)", "%s(x)" % base, "bool(x)", "x * 2", "x + 1", "sorted(x)",
                      "x.z", "x.upper()", "x.get(1)", "x.args", "hash(x) * 0", "x < x", "setattr(x, 'q', 5) or x.q", "x.keys() and 0",
                      "max(x)", "type(x).__name__", "x.index(1)", "'%s' % x and 0", "x - 1", "int(x)", "abs(x)", "x.zzz"))


def program(p):
    p.pick(operator_program, operator_program, conversion_program, hierarchy_program, hierarchy_program, hook_program,
           subclass_program)(p)
