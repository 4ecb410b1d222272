# SPDX-License-Identifier: MIT
"""Nested expressions that mostly have a value: each production knows the type
it makes.  `t(n, v)` prints n, so the order of evaluation is compared too."""


class Typed:
    """Expressions by type over the variables of a program."""

    def __init__(self, p):
        self.p = p
        self.variables = {}

    def declare(self, kind, name):
        self.variables.setdefault(kind, []).append(name)

    def leaf(self, kind):
        names = self.variables.get(kind)
        if names and self.p.chance(60):
            return self.p.of(names)
        if kind == "int":
            return str(self.p.r.randint(-9, 99)) if self.p.chance(70) else self.p.int()
        if kind == "list":
            return self.p.ints()
        return getattr(self.p, kind)()

    def make(self, kind, depth):
        if depth <= 0:
            return self.leaf(kind)
        made = self.p.of(PRODUCTIONS[kind])
        return made(self, depth - 1)

    def trace(self, kind, depth):
        return "t(%d, %s)" % (self.p.tag(), self.make(kind, depth))

    def any(self, depth):
        return self.make(self.p.of(list(PRODUCTIONS)), depth)

    def fill(self, template, depth):
        """Replaces {kind} by expressions, {i} by a small number."""
        out = []
        rest = template
        while "<" in rest:
            before, _, rest = rest.partition("<")
            kind, _, rest = rest.partition(">")
            out.append(before)
            if kind == "lt":
                out.append("<")
            elif kind == "gt":
                out.append(">")
            elif kind == "i":
                out.append(str(self.p.below(6)))
            elif kind == "plain":  # repr of a set has no order to compare
                out.append(self.make(self.p.of(["int", "float", "str", "list", "bool", "bytes", "dict"]), depth))
            elif kind == "any":
                out.append(self.any(depth))
            elif kind == "sub":
                out.append(self.p.subscript())
            elif kind == "cmp":
                out.append(self.p.pick("<", "<=", "==", "!=", ">", ">="))
            else:
                out.append(self.make(kind, depth))
        return "".join(out) + rest


def templates(*texts):
    return [lambda typed, depth, text=text: typed.fill(text, depth) for text in texts]


def traced(kind):
    return [lambda typed, depth: typed.trace(kind, depth)]


PRODUCTIONS = {
    "int": templates(
        "(<int> + <int>)", "(<int> - <int>)", "(<int> * <int>)", "(<int> // <int>)",
        "(<int> % <int>)", "(<int> & <int>)", "(<int> | <int>)", "(<int> ^ <int>)",
        "(<int> <lt><lt> <i>)", "(<int> <gt><gt> <i>)", "(-<int>)", "(~<int>)", "abs(<int>)",
        "len(<str>)", "len(<list>)", "len(<dict>)", "len(<bytes>)", "sum(<list>)",
        "(<int> if <bool> else <int>)", "min(<int>, <int>)", "max(<int>, <int>, <i>)",
        "<str>.find(<str>)", "<str>.count(<str>)", "<list>.count(<int>)", "ord((<str> + 'q')[<i>:][0])",
        "<dict>.get(<str>, <int>)", "(lambda q, w=<int>: q + w)(<int>)", "int(<float> if abs(<float>) <lt> 1e9 else <i>)",
        "<list>[<i>]", "int(str(<int>))", "(<int> ** 2)", "pow(<int>, <i>)", "divmod(<int>, <int>)[<i> % 2]",
        "(<int> or <int>)", "(<int> and <int>)", "sum([q * <i> for q in <list>])",
        "[q for q in range(9)][<int> % 9]", "int(<bool>)", "+<bool>", "hash(<int>) * 0",
        "int.from_bytes(<bytes>, 'big')", "<bytes>.find(<bytes>)") + traced("int"),
    "float": templates(
        "(<float> + <float>)", "(<float> - <int>)", "(<float> * <float>)", "(<int> / <int>)",
        "(<float> // <float>)", "(<float> % <float>)", "-<float>", "abs(<float>)", "float(<int>)",
        "round(<float>, <i>)", "(<float> if <bool> else <float>)", "min(<float>, <int>)",
        "float(str(<float>))", "(<int> * 0.5)", "max(<float>, <float>)") + traced("float"),
    "bool": templates(
        "(<int> <cmp> <int>)", "(<float> <cmp> <float>)", "(<str> <cmp> <str>)", "(not <bool>)",
        "(<bool> and <bool>)", "(<bool> or <bool>)", "(<int> in <list>)", "(<str> in <str>)",
        "(<str> not in <dict>)", "(<int> <cmp> <int> <cmp> <int>)", "isinstance(<any>, int)",
        "isinstance(<any>, (str, list))", "bool(<any>)", "(<list> == <list>)", "(<list> <cmp> <list>)",
        "<str>.startswith(<str>)", "<str>.isdigit()", "any(<list>)", "all(<list>)", "(<any> is None)",
        "(<any> is not None)", "callable(<any>)", "(<tuple> == <tuple>)", "(<bytes> <cmp> <bytes>)",
        "(<int> <cmp> <float>)", "(<set> == <set>)", "(<set> <lt>= <set>)") + traced("bool"),
    "str": templates(
        "(<str> + <str>)", "(<str> * <i>)", "<str>[<sub>]", "str(<int>)", "repr(<plain>)",
        "<str>.upper()", "<str>.lower()", "<str>.strip()", "<str>.replace(<str>, <str>)",
        "<str>.join([str(q) for q in <list>])", "('%s' % (<plain>,))", "('%d|%s' % (<int>, <str>))",
        "'{}-{}'.format(<int>, <str>)", "(lambda q, w: f'{q}:{w}|{q!r}')(<int>, <str>)", "(lambda q: f'{q:>5}')(<int>)", "chr(<int> % 0x2000 + 32)",
        "(<str> if <bool> else <str>)", "''.join(reversed(<str>))", "'%5.2f' % (<int> % 1000)", "hex(<int>)",
        "bin(<int>)", "<str>.center(<i>)", "str(<bool>)", "str(<list>)", "type(<any>).__name__", "max(<str>, <str>)",
         "<str>.split('a')[0]") + traced("str"),
    "bytes": templates(
        "(<bytes> + <bytes>)", "(<bytes> * <i>)", "<bytes>[<i>:]", "bytes(<i>)", "<str>.encode()",
        "bytes([q & 255 for q in <list>])", "<bytes>.replace(<bytes>, <bytes>)", "bytes(bytearray(<bytes>))",
        "b''.join([<bytes>, <bytes>])", "(<int> & 0xffff).to_bytes(4, 'little')",
        "bytes(memoryview(<bytes>))"),
    "list": templates(
        "[<int>, <int>]", "(<list> + <list>)", "(<list> * <i>)", "<list>[<sub>]", "sorted(<list>)",
        "[q + 1 for q in <list>]", "[q for q in <list> if q % 2]", "list(range(<i>))", "list(map(abs, <list>))",
        "list(reversed(<list>))", "[*<list>, <int>, *<list>]", "[q * w for q in range(<i>) for w in range(<i>)]",
        "list(filter(None, <list>))", "[len(q) for q in <str>.split(' ')]", "sorted(<list>, key=lambda q: -q)",
        "[q[0] for q in enumerate(<list>)]", "[q + w for q, w in zip(<list>, <list>)]", "list(<bytes>)",
        "sorted(<list>, reverse=True)", "[(lambda: q)() for q in <list>]", "list(iter(<list>))",
        "[w for w in [q for q in <list>]]", "sorted({*<list>})") + traced("list"),
    "tuple": templates(
        "(<int>, <str>)", "(<tuple> + <tuple>)", "<tuple>[<i>:]", "tuple(<list>)", "(*<list>, <str>)",
        "divmod(<int>, <int>)", "<str>.partition(<str>)", "(<any>,)", "(<tuple> * <i>)"),
    "dict": templates(
        "{<str>: <int>, <str>: <int>}", "{**<dict>, 'z': <int>}", "dict(a=<int>, b=<int>)",
        "{str(q): q for q in <list>}", "dict(zip(<str>, <list>))", "dict(<dict>)", "dict([('k', <int>)])",
        "{q: <int> for q in <str>}", "(<dict> if <bool> else <dict>)", "dict.fromkeys(<str>, <int>)",
        "{q: w for q, w in <dict>.items() if w}", "<dict>.copy()"),
    "set": templates(
        "{<int>, <int>}", "set(<list>)", "(<set> | <set>)", "(<set> & <set>)", "(<set> - <set>)",
        "(<set> ^ <set>)", "{q % 3 for q in <list>}", "set(<str>)", "{*<list>}", "frozenset(<list>)"),
}


def program(p):
    typed = Typed(p)
    for kind in ("int", "str", "list", "dict", "float", "tuple", "int", "bytes", "bool", "set"):
        name = p.name()
        p.line("%s = %s" % (name, typed.leaf(kind)))
        typed.declare(kind, name)
    for _ in range(p.r.randint(3, 7)):
        p.step(typed.any(p.r.randint(1, 4)))


def statements(p):
    """The same at module level, assigning to variables on the way."""
    typed = Typed(p)
    for _ in range(p.r.randint(3, 8)):
        kind = p.of(list(PRODUCTIONS))
        name = p.name()
        with p.block("try:"):
            p.line("%s = %s" % (name, typed.make(kind, p.r.randint(1, 3))))
            p.emit(name)
        with p.block("except Exception as e:"):
            p.line("fail(%d, e)" % p.tag())
            p.line("%s = %s" % (name, typed.leaf(kind)))
        typed.declare(kind, name)
    for kind, name in ((k, n) for k in list(typed.variables) for n in typed.variables[k]):
        if kind in ("int", "str", "list", "float", "tuple", "set") and p.chance(40):
            op = p.pick("+=", "-=", "*=", "|=", "&=", "//=", "%=", "^=")
            right = str(p.below(4)) if op == "*=" else typed.make(kind, 1)
            p.attempt("%s %s %s" % (name, op, right), name)
