# SPDX-License-Identifier: MIT
"""Built-in functions over iterables and objects."""

FUNCTIONS = ["lambda v: v", "lambda v: -v", "str", "len", "lambda v: v % 3", "abs", "bool", "lambda v: (v, 1)", "lambda v: [v]", "None"]
PAIRS = ["lambda a, b: a + b", "lambda a, b: (a, b)", "max", "lambda *a: a"]


def expression(p):
    it = p.iterable
    fn = p.of(FUNCTIONS)
    return p.pick(
        "list(map(%s, %s))" % (fn, it()), "list(map(%s, %s, %s))" % (p.of(PAIRS), it(), it()), "list(filter(%s, %s))" % (fn, it()),
        "list(zip(%s, %s))" % (it(), it()), "list(zip(%s))" % it(), "list(zip())", "list(enumerate(%s, %s))" % (it(), p.small()),
        "list(enumerate(%s, start=%s))" % (it(), p.small()), "list(reversed(%s))" % it(), "sorted(%s)" % it(),
        "sorted(%s, key=%s)" % (p.ints(), fn), "sorted(%s, key=%s, reverse=%s)" % (it(), fn, p.bool()), "min(%s)" % it(), "max(%s)" % it(),
        "min(%s, %s)" % (p.any(), p.any()), "max(%s, key=%s)" % (p.ints(), fn), "max(%s, default=%s)" % (it(), p.any(0)),
        "min([], default=%s)" % p.any(0), "sum(%s)" % it(), "sum(%s, %s)" % (p.ints(), p.number()), "sum([[1], [2]], %s)" % p.list(),
        "any(%s)" % it(), "all(%s)" % it(), "list(%s)" % it(), "tuple(%s)" % it(), "set(%s)" % it(), "dict(%s)" % it(),
        "dict(zip(%s, %s))" % (it(), it()), "dict.fromkeys(%s, %s)" % (it(), p.any(0)), "len(%s)" % p.any(), "list(iter(%s))" % p.any(),
        "next(iter(%s), %s)" % (it(), p.any(0)), "list(iter((lambda l: lambda: l.pop())(%s), %s))" % (p.ints(), p.small()),
        "list(range(%s))" % p.list_of(p.small, 1, 3), "%s[%s]" % (p.range(), p.subscript()), "%s in %s" % (p.number(), p.range()),
        "%s == %s" % (p.range(), p.range()), "%s.index(%s)" % (p.range(), p.small()) if p.chance(20) else "len(%s)" % p.range(),
        "bytes(%s)" % it(), "bytearray(%s)" % it(), "''.join(map(str, %s))" % it(), "[*map(%s, %s)]" % (fn, it()),
        "isinstance(%s, (%s))" % (p.any(), p.pick("int, str", "list, tuple, dict", "float,", "bool, bytes", "object,")),
        "list(zip(*%s))" % p.pick("[[1, 2], [3, 4]]", "['ab', 'cd', 'e']", it()), "sorted(%s, key=lambda v: str(v))" % it(),
        "divmod(%s, %s)" % (p.number(), p.number()), "round(%s, %s)" % (p.number(), p.small()), "round(%s)" % p.number(),
        "pow(%s, %d, %s)" % (p.int(), p.below(300), p.int()), "int(%r, %s)" % (p.word(6, "01279afz_-"), p.pick("0", "2", "8", "10", "16", "36")),
        "int(%s)" % p.any(0), "float(%s)" % p.any(0), "bool(%s)" % p.any(), "complex(%s)" % p.number(), "abs(%s)" % p.any(0),
        "hex(%s)" % p.any(0), "bin(%s)" % p.int(), "oct(%s)" % p.int(), "ord(%s)" % p.str(), "chr(%s)" % p.small(),
        "callable(%s)" % p.any(0), "type(%s).__name__" % p.any(), "repr(%s)" % p.any(2), "str(%s)" % p.any(2),
        "hasattr(%s, %r)" % (p.any(0), p.pick("append", "keys", "upper", "__len__", "zzz")), "slice(%s)" % p.list_of(p.index, 1, 3),
        "getattr(%s, 'count')(%s)" % (p.pick(p.str, p.list, p.tuple)(), p.any(0)), "list(%s)" % p.dict(), "list(%s.items())" % p.dict(),
        "sorted(%s.values())" % p.dict(), "(%s).__class__.__name__" % p.any(), "id(%s) and 0" % p.any(0), "%s is None" % p.any(0),
        "(%s).real" % p.number(), "(%s).to_bytes(%d, %r)" % (p.int(), p.below(20), p.pick("big", "little")),
        "int.from_bytes(%s, %r)" % (p.bytes(), p.pick("big", "little")), "float(%r)" % p.word(6, "0123.e-+infa "),
        "(%s).bit_length()" % p.int(), "(%s).is_integer()" % p.float(), "list(memoryview(%s))" % p.bytes(),
        "(1, 2, 3).count(%s)" % p.small(), "(%s).index(%s)" % (p.tuple(), p.any(0)), "%s * 0 + %s" % (p.complex(), p.complex()),
        "%s %s %s" % (p.complex(), p.pick("+", "-", "*", "/", "==", "**"), p.pick(p.complex, p.number)()))


def program(p):
    for _ in range(p.r.randint(5, 10)):
        p.step(expression(p))
