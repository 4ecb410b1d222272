# SPDX-License-Identifier: MIT
"""namedtuple, deque, OrderedDict; sorted, min and max with keys; memoryview;
integers as bytes."""


def named(p):
    p.line("from collections import namedtuple")
    p.line("T = namedtuple('T', %s)" % p.pick("['a', 'b', 'c']", "'a b c'", "('a', 'b', 'c')"))
    p.line("t1 = T(%s, %s, %s)\nt2 = T(c=%s, a=1, b=%s)" % (p.any(0), p.any(0), p.any(1), p.small(), p.small()))
    for _ in range(p.r.randint(4, 8)):
        p.step(p.pick("t1.a", "t1[1]", "t1[1:]", "tuple(t1)", "t1 == t2", "t1 == tuple(t1)", "len(t2)", "t2.zz", "T(1, 2)", "T(1, 2, 3, 4)", "T(1, 2, d=3)",
                      "hash(t2) == hash(tuple(t2))", "[v for v in t2]", "t2 + (1,)", "t2 * 2", "2 in t2", "isinstance(t1, tuple)", "setattr(t1, 'a', 1)",
                      "T(*[1, 2, 3])", "T(**{'a': 1, 'b': 2, 'c': 3})", "max(t2)", "(lambda a, *b: b)(*t2)", "{t2: 1}[(t2.a, t2.b, t2.c)]", "t2 < T(9, 9, 9)",
                      "repr(t2)", "sorted([T(3, 1, 1), T(1, 2, 2)])[0].b", "type(t1).__name__", "t2.index(1)", "t2.count(1)", "T(1, 2, b=3)"))


def deques(p):
    p.line("from collections import deque")
    size = p.r.randint(1, 5)
    p.line("d = deque(%s, %d)" % (p.ints(), size))
    for _ in range(p.r.randint(4, 9)):
        p.step(p.pick("d.append(%s)" % p.small(), "d.appendleft(%s)" % p.small(), "d.pop()", "d.popleft()", "len(d)", "list(d)", "d.extend(%s)" % p.ints(),
                      "bool(d)", "d[%s]" % p.index(), "d.__setitem__(0, 5)", "[v * 2 for v in d]", "%s in d" % p.small(), "sum(d)"))
    p.step("list(d)")


def ordered(p):
    p.line("from collections import OrderedDict")
    p.line("d = OrderedDict([%s])" % p.list_of(lambda: "(%s, %s)" % (p.pick("'a'", "'b'", "1", "2"), p.small()), 0, 4))
    for _ in range(p.r.randint(3, 7)):
        p.step(p.pick("list(d)", "list(d.items())", "d.popitem()", "d.pop('a')", "d.update({'z': 1})", "d.setdefault('q', 2)", "d['a']", "len(d)", "'a' in d",
                      "d == dict(d)", "d.__setitem__('a', 9)", "list(d.values())", "d.get(1)", "d.__delitem__('a')", "type(d.copy()).__name__ and 0",
                      "[k for k in d if k != 'a']", "list(reversed(list(d)))"))
    p.step("list(d.items())")


KEYS = ["lambda v: -v", "lambda v: v % 3", "lambda v: (v % 2, v)", "str", "lambda v: 0", "abs", "lambda v: [v]", "lambda v: -abs(v)", "None"]


def ordering(p):
    for _ in range(p.r.randint(4, 8)):
        items = p.pick(p.ints, p.ints, lambda: "[%s]" % p.list_of(p.half, 0, 6), lambda: "[%s]" % p.list_of(p.bool, 0, 5))()
        key = p.of(KEYS)
        p.step(p.pick("sorted(%s, key=%s)" % (items, key), "sorted(%s, key=%s, reverse=%s)" % (items, key, p.bool()), "min(%s, key=%s)" % (items, key),
                      "max(%s, default=None)" % items, "max(%s, key=%s, default=7)" % (items, key), "(lambda l: l.sort(key=%s) or l)(%s)" % (key, items),
                      "sorted(%s.items(), key=lambda i: i[1])" % "{'a': 3, 'b': 1, 'c': 2}", "sorted(%s)" % items, "sorted(map(str, %s), reverse=True)" % items,
                      "sorted(%s, key=lambda v: 1 // v)" % items, "min(%s, %s, %s)" % (p.number(), p.number(), p.number()),
                      "sorted([[2, 'b'], [1, 'z'], [2, 'a']])", "sorted('hello World')", "sorted([(1, 'b'), (1, 'a'), (0,)])",
                      "list(zip(*[%s, %s]))" % (items, p.ints()), "sum(%s, %s)" % (items, p.number())))


def views(p):
    p.line("b = bytearray(%s + b'abcdef')\nm = memoryview(b)" % p.bytes())
    for _ in range(p.r.randint(4, 8)):
        p.step(p.pick("bytes(m[%s])" % p.subscript(), "m[%s]" % p.index(), "len(m)", "m.__setitem__(%s, %s)" % (p.index(), p.r.randint(0, 255)), "bytes(m[1:][1:])",
                      "m[2:4] == b[2:4]", "list(m)", "m == b", "bytes(m) == bytes(b)", "m.__setitem__(slice(0, 2), b'zz')", "m.__setitem__(slice(0, 2), b'z')",
                      "m[1:4].__setitem__(0, 65)", "97 in m", "b.find(m[1:2])", "m.itemsize", "bytes(memoryview(bytes(m))[::1])", "int.from_bytes(m[:3], 'big')",
                      "[v for v in m[-3:]]", "b''.join([m[:1], m[1:2]])", "memoryview(b'abc').__setitem__(0, 1)", "b[1:3] + m[:1]"))
    p.step("b")


def integers(p):
    for _ in range(p.r.randint(4, 8)):
        n, size = p.int(), p.r.randint(0, 20)
        order = p.pick("'big'", "'little'")
        p.step(p.pick("(%s).to_bytes(%d, %s)" % (n, size, order), "int.from_bytes(%s, %s)" % (p.bytes(), order),
                      "int.from_bytes((%s).to_bytes(30, %s), %s) == %s" % (n, order, order, n), "hex(%s)" % n, "bin(%s)[:40]" % n, "oct(%s)" % n,
                      "int(str(%s)) == %s" % (n, n), "int('%x', 16)" % abs(p.r.getrandbits(90)), "(%s) & 0xff" % n, "~(%s)" % n, "(%s) >> 7" % n,
                      "(%s) %% 97" % n, "pow(%s, 3, 1009)" % n, "(%s) * (%s) - (%s)" % (n, p.int(), p.int()), "divmod(%s, %s)" % (n, p.int()),
                      "float(%s) == %s" % (p.small(), p.small()), "round(%s, -2)" % n, "'%%d %%x' %% (%s, %s)" % (n, p.r.getrandbits(80)),
                      "(%s) == float(%s)" % (p.r.getrandbits(60), p.r.getrandbits(60)), "int(%s)" % p.float(), "(%s) < (%s)" % (n, p.float())))


def program(p):
    p.pick(named, deques, ordered, ordering, ordering, views, integers, integers)(p)
