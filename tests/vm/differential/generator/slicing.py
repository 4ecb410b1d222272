# SPDX-License-Identifier: MIT
"""Reading, assigning and deleting items and slices of every sequence."""


def big_subscript(p):
    parts = [p.pick("", p.index(), p.index(), "None", "10**30", "-10**30", "True") for _ in range(2)]
    return ":".join(parts) + p.pick("", "", ":" + p.pick("", "1", "-1", "2", "-2", "3", "None", "0"))


def read(p):
    make = p.pick(p.str, p.bytes, p.bytearray, p.list, p.tuple, p.range, p.ints)
    text = make()
    kind = p.below(6)
    if kind == 0:
        p.step("(%s)[%s]" % (text, p.pick(p.index(), p.any(0))))
    elif kind == 1:
        p.step("(%s)[%s][%s]" % (text, big_subscript(p), p.subscript()))
    elif kind == 2:
        p.step("(%s)[slice(%s)]" % (text, p.list_of(p.index, 1, 3)))
    elif kind == 3:
        p.step("bytes(memoryview(%s)[%s:%s])" % (p.bytes(), p.index(), p.index()))
    else:
        p.step("(%s)[%s]" % (text, big_subscript(p)))


def edit(p):
    name = p.name()
    kind = p.below(3)
    if kind == 0:
        p.line("%s = bytearray(b'abcdefgh')" % name)
        value = p.pick(p.bytes, p.bytes, p.bytearray, p.ints, p.str)
    elif kind == 1:
        p.line("%s = list(range(8))" % name)
        value = p.pick(p.list, p.tuple, p.str, p.range, p.ints, p.dict)
    else:
        p.line("%s = memoryview(bytearray(b'abcdefgh'))" % name)
        value = p.pick(p.bytes, p.bytearray)
    shown = "bytes(%s)" % name if kind == 2 else name
    for _ in range(p.r.randint(2, 5)):
        where = p.pick(p.index(), p.subscript(), big_subscript(p))
        how = p.below(4)
        if kind == 2 or how == 0:
            item = value() if ":" in where else str(p.r.randint(-1, 300))
            p.attempt("%s[%s] = %s" % (name, where, item), shown)
        elif how == 1:
            p.attempt("del %s[%s]" % (name, where), shown)
        elif how == 2:
            p.attempt("%s[%s] = %s" % (name, where, value()), shown)
        else:
            p.attempt("%s[%s] += %s" % (name, where, value() if ":" in where else p.small()), shown)


def custom(p):
    """What a class sees as the key of its subscripts."""
    with p.block("class K1:"):
        with p.block("def __getitem__(self, k):"):
            p.line("return k if not isinstance(k, slice) else ('slice', k.start, k.stop, k.step)")
        with p.block("def __setitem__(self, k, v):"):
            p.line("emit(%d, ('set', self[k], v))" % p.tag())
        with p.block("def __delitem__(self, k):"):
            p.line("emit(%d, ('del', self[k]))" % p.tag())
    for _ in range(3):
        key = p.pick(p.subscript, lambda: "%s, %s" % (p.index(), p.any(0)),
                     lambda: "%s, " % p.index(), lambda: p.any(1))()
        p.step("K1()[%s]" % key)
        p.attempt("K1()[%s] = %s" % (key, p.any(0)))
        p.attempt("del K1()[%s]" % key)


def program(p):
    for _ in range(p.r.randint(2, 5)):
        read(p)
    p.pick(edit, edit, custom)(p)
    edit(p)
