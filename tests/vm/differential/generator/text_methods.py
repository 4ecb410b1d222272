# SPDX-License-Identifier: MIT
"""Methods of str, bytes and bytearray."""

SEARCH = ["find", "rfind", "count", "index", "rindex", "startswith", "endswith"]
PLAIN = ["upper", "lower", "isalpha", "isdigit", "isspace", "isupper", "islower", "strip", "lstrip",
         "rstrip", "split", "rsplit", "splitlines"]
RARE = ["title", "capitalize", "swapcase", "isalnum", "istitle", "casefold", "isnumeric",
        "isidentifier", "expandtabs", "isdecimal"]


def call(p, make):
    s, kind = make(), p.below(11)
    if kind < 3:
        extra = "".join(", " + p.pick(p.index(), "None") for _ in range(p.below(3)))
        return "%s.%s(%s%s)" % (s, p.of(SEARCH), make(), extra)
    if kind == 3:
        return "%s.%s(%s)" % (s, p.pick("split", "rsplit"),
                              p.pick("", make(), "None, %s" % p.small(), "%s, %s" % (make(), p.small())))
    if kind == 4:
        return "%s.%s(%s)" % (s, p.pick("strip", "lstrip", "rstrip"), p.pick("", make(), "None"))
    if kind == 5:
        return "%s.replace(%s, %s%s)" % (s, make(), make(), p.pick("", ", " + p.small()))
    if kind == 6:
        return "%s.%s(%s)" % (s, p.pick("partition", "rpartition"), make())
    if kind == 7:
        return "%s.join(%s)" % (s, p.pick("[%s]", "(%s,)", "iter([%s])", "[%s, 1]") % p.list_of(make, 1, 4))
    if kind == 8:
        return "%s.%s(%d%s)" % (s, p.pick("center", "ljust", "rjust", "zfill"), p.below(12), "")
    if kind == 9:
        return "%s.startswith((%s,))" % (s, p.list_of(make, 1, 3))
    return "%s.%s()" % (s, p.of(PLAIN if p.chance(80) else RARE))


def wrong(p):
    """The wrong type in the right place."""
    name = p.of(SEARCH + ["split", "strip", "replace", "join", "partition"])  # no width: it may be any int
    return "%s.%s(%s)" % (p.pick(p.str, p.bytes)(), name, p.list_of(lambda: p.any(0), 0, 3))


def codec(p):
    return p.pick(
        "%s.encode()" % p.str(), "%s.decode()" % p.bytes(), "str(%s, 'utf-8')" % p.bytes(),
        "bytes(%s, 'utf-8')" % p.str(), "%s.encode('utf-8').decode('utf-8')" % p.str(),
        "bytes(%s)" % p.ints(), "bytearray(%s)" % p.ints(), "bytes.fromhex(%r)" % p.word(8, "0123abF "),
        "%s.hex()" % p.bytes(), "%s.hex('-')" % p.bytes(), "bytes(%s)" % p.small(), "str(%s)" % p.any(),
        "repr(%s)" % p.str(), "ord(%s)" % p.str(), "chr(%s)" % p.pick(p.small(), "0x20ac", "0x1f600", "0x110000", p.int()),
        "[c for c in %s]" % p.str(), "list(%s)" % p.bytes(), "%s in %s" % (p.str(), p.str()),
        "%s in %s" % (p.pick(p.small(), p.bytes()), p.bytes()), "sorted(%s)" % p.str(),
        "'a' 'b' %s" % p.str(), "%s * %s" % (p.str(), p.small()), "max(%s)" % p.str(),
        "hash(%s) == hash(%s)" % (p.str(), p.str()), "len(%s)" % p.str())


def edit_bytearray(p):
    name = p.name()
    p.line("%s = %s" % (name, p.bytearray()))
    for _ in range(p.r.randint(1, 4)):
        p.attempt("%s.%s" % (name, p.pick(
            "append(%s)" % p.pick(p.small(), "255", "256", "'a'"), "extend(%s)" % p.pick(p.bytes(), p.ints(), p.bytearray()),
            "decode()")), name)


def program(p):
    for _ in range(p.r.randint(4, 8)):
        make = p.pick(p.str, p.str, p.bytes, p.bytearray)
        kind = p.below(10)
        p.step(wrong(p) if kind == 0 else codec(p) if kind < 4 else call(p, make))
    if p.chance(30):
        edit_bytearray(p)
