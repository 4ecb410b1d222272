# SPDX-License-Identifier: MIT
"""list, dict, set and the containers of `collections`, changed step by step."""


def list_change(p):
    item = p.pick(p.small, lambda: p.any(0))
    return p.pick("append(%s)" % item(), "insert(%s, %s)" % (p.index(), item()), "pop()", "pop(%s)" % p.index(),
                  "remove(%s)" % item(), "extend(%s)" % p.iterable(), "reverse()", "sort(key=show)", "clear()",
                  "index(%s)" % item(), "count(%s)" % item(), "copy()", "sort(key=show, reverse=%s)" % p.bool(),
                  "sort(key=lambda v: -v)", "sort(key=str)", "extend(%s)" % p.ints(),
                  "index(%s, %s)" % (item(), p.index()))


def dict_change(p):
    key = p.pick(lambda: repr(p.of("abcd")), lambda: str(p.below(5)), p.key)
    return p.pick("get(%s)" % key(), "get(%s, %s)" % (key(), p.any(0)), "pop(%s)" % key(), "pop(%s, None)" % key(),
                  "setdefault(%s, %s)" % (key(), p.any(0)), "setdefault(%s)" % key(), "update(%s)" % p.dict(),
                  "update(a=%s)" % p.small(), "popitem()", "clear()", "copy()", "keys()", "values()", "items()",
                  "update([(%s, %s)])" % (key(), p.small()), "__contains__(%s)" % key(), "__getitem__(%s)" % key(),
                  "update(%s)" % p.any(1))


def set_change(p):
    other = p.pick(p.set, p.set, p.frozenset, p.list, p.ints)
    return p.pick("add(%s)" % p.key(), "discard(%s)" % p.key(), "remove(%s)" % p.key(), "update(%s)" % other(),
                  "union(%s)" % other(), "intersection(%s)" % other(), "difference(%s)" % other(),
                  "symmetric_difference(%s)" % other(), "issubset(%s)" % other(), "issuperset(%s)" % other(),
                  "isdisjoint(%s)" % other(), "intersection_update(%s)" % other(), "difference_update(%s)" % other(),
                  "symmetric_difference_update(%s)" % other(), "copy()", "clear()", "add(%s)" % p.any(1))


def deque_change(p):
    return p.pick("append(%s)" % p.small(), "appendleft(%s)" % p.small(), "pop()", "popleft()",
                  "extend(%s)" % p.ints())


def views(v):
    return "list(%s) if type(%s) in views else %s" % (v, v, v)


def lists(p, name):
    p.line("%s = %s" % (name, p.pick(p.ints, p.ints, p.list)()))
    return list_change


def dicts(p, name):
    p.line("%s = %s" % (name, p.dict(1)))
    return dict_change


def sets(p, name):
    p.line("%s = %s" % (name, p.set()))
    return set_change


def deques(p, name):
    p.line("from collections import deque")
    p.line("%s = deque((%s,), %d)" % (name, p.list_of(p.small, 1, 4), p.r.randint(1, 6)))
    return deque_change


def ordered(p, name):
    p.line("from collections import OrderedDict")
    p.line("%s = OrderedDict([%s])" % (name, p.list_of(lambda: "(%s, %s)" % (p.key(), p.small()))))
    return dict_change


def direct(p, name, kind):
    """Operations that are not methods."""
    key = p.pick(p.index, p.key)()
    if kind is sets:
        return p.attempt("%s %s= %s" % (name, p.of("|&-^"), p.set()), name)
    if kind is lists:
        return p.attempt(p.pick("%s += %s" % (name, p.iterable()), "%s *= %s" % (name, p.r.randint(-1, 2)),
                                "%s[%s] = %s" % (name, p.index(), p.any(0)), "del %s[%s]" % (name, p.index())), name)
    if kind in (dicts, ordered):
        return p.attempt(p.pick("%s[%s] = %s" % (name, key, p.any(0)), "del %s[%s]" % (name, key),
                                "%s[%s] += 1" % (name, key), "%s[%s] = {}" % (name, key)), name)
    return p.step(p.pick("len(%s)" % name, "%s[%s]" % (name, p.index()), "bool(%s)" % name))


def tests(p, name):
    inside = "sorted(map(show, %s))" % name  # a set has no order to compare
    p.step(p.pick("%s in %s" % (p.any(0), name), "len(%s)" % name, "sorted(%s)" % name, inside, "bool(%s)" % name, "max(%s)" % name,
                  "tuple(%s)" % inside, "%s == %s" % (name, p.any(1)), "sum(%s)" % name, "set(%s) == {*%s}" % (name, name)))


def named_tuples(p):
    fields = p.r.sample(["a", "b", "c", "x", "y"], p.r.randint(1, 4))
    p.line("from collections import namedtuple")
    p.line("K1 = namedtuple('K1', %r)" % (p.of([fields, " ".join(fields), tuple(fields)]),))
    args = p.many(lambda: p.any(1), len(fields), len(fields))
    if p.chance(10):
        args = args[:-1]
    p.line("try:\n    n = K1(%s)" % ", ".join(args))
    p.line("except TypeError as e:\n    fail(%d, e)\n    n = None" % p.tag())
    for _ in range(4):
        p.step(p.pick("n.%s" % p.of(fields), "n[%s]" % p.index(), "tuple(n)", "len(n)", "n == %s" % p.tuple(),
                      "isinstance(n, tuple)", "n[%s]" % p.subscript(), "str(n)", "n + (1,)", "[v for v in n]",
                      "K1(**dict(%s))" % ", ".join("%s=%s" % (f, p.small()) for f in fields), "n.z", "setattr(n, 'a', 1)",
                      "n._replace(%s=%s)" % (p.of(fields), p.small()), "n._fields", "n._asdict()"))


def program(p):
    for kind in p.r.sample([lists, lists, dicts, dicts, sets, sets, deques, ordered], 2):
        name = p.name()
        change = kind(p, name)
        for _ in range(p.r.randint(3, 7)):
            what = p.below(10)
            if what < 6:
                p.step("%s.%s" % (name, change(p)))
                p.emit("list(%s)" % name if kind is deques else name)
            elif what < 8:
                direct(p, name, kind)
            else:
                tests(p, name)
    if p.chance(15):
        named_tuples(p)
