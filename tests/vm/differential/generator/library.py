# SPDX-License-Identifier: MIT
"""struct, json, re, binascii, array, io, heapq."""

PACK = {"b": (-128, 127), "B": (0, 255), "h": (-2**15, 2**15 - 1), "H": (0, 2**16 - 1), "i": (-2**31, 2**31 - 1), "I": (0, 2**32 - 1),
        "l": (-2**31, 2**31 - 1), "L": (0, 2**32 - 1), "q": (-2**63, 2**63 - 1), "Q": (0, 2**64 - 1)}


def structs(p):
    p.line("import struct")
    for _ in range(3):
        order = p.pick("<", ">", "=", "!", "@", "")
        codes, values = [], []
        for _ in range(p.r.randint(1, 4)):
            code = p.of("bBhHiIqQfdsx" if order not in ("", "@") else "bBhHiIqQ")
            if code == "s":
                codes.append("%ds" % p.below(6))
                values.append(p.bytes())
            elif code == "x":
                codes.append("x")
            elif code in "fd":
                codes.append(code)
                values.append(p.pick("1.5", "-0.25", "3", "1e10", "float('inf')"))
            else:
                count = p.pick(1, 1, 2)
                codes.append(code if count == 1 else "%d%s" % (count, code))
                values += [str(p.r.randint(*PACK[code])) for _ in range(count)]
        if p.chance(5):
            values = values[:-1]
        text = order + "".join(codes)
        p.step("struct.pack(%s)" % ", ".join([repr(text)] + values))
        p.step("struct.unpack(%r, struct.pack(%s))" % (text, ", ".join([repr(text)] + values)))
        p.step("struct.calcsize(%r)" % text)
        p.step("struct.unpack(%r, %s)" % (p.pick("<H", ">I", "b", "<q", "2s"), p.bytes()))
        p.step("struct.unpack_from(%r, %s, %s)" % (p.pick("<H", ">I", "b"), p.bytes(), p.below(5)))


def json_value(p, depth):
    kind = p.below(8 if depth else 5)
    if kind < 2:
        return p.int()
    if kind == 2:
        return repr(round(p.r.uniform(-1e6, 1e6), 3))
    if kind == 3:
        return p.str()
    if kind == 4:
        return p.pick("None", "True", "False")
    items = p.many(lambda: json_value(p, depth - 1), 0, 3)
    if kind == 5:
        return "{%s}" % ", ".join("%s: %s" % (p.str(), item) for item in items)
    return "[%s]" % ", ".join(items)


def jsons(p):
    p.line("import json")
    for _ in range(4):
        p.step("json.loads(json.dumps(%s))" % json_value(p, 3))
        p.step("json.dumps(%s)" % (p.any(2) if p.chance(30) else json_value(p, 2)))
        text = p.pick('{"a": [1, 2.5, null]}', '[true, false]', '"\\u20ac\\n"', ' 12 ', '-0.5e3', '[1, 2', '{"a" 1}', '{}', '[[[]]]', '"abc', 'nul',
                      '{"a": {"b": "c"}}', "1 2", "", "[1,,2]", "\"\\ud83d\\ude00\"", "01", "[1]x", "\t[\n1\r]")
        p.step("json.loads(%r)" % text)


PIECES = ["a", "b", "[abc]", "[^a]", ".", "\\d", "\\w", "\\s", "(a)", "(b|c)", "(a*)", "x", "[a-c]", "\\D", "(?:ab)", "1"]


def pattern(p):
    parts = [p.of(PIECES) + p.pick("", "", "", "*", "+", "?", "*?", "+?") for _ in range(p.r.randint(1, 4))]
    return p.pick("", "", "^") + "".join(parts) + p.pick("", "", "", "$")


def regular(p):
    p.line("import re")
    for _ in range(4):
        expression = pattern(p)
        subject = p.word(9, "aabbc1x ")
        p.step("(lambda m: m and m.group(0))(re.match(%r, %r))" % (expression, subject))
        p.step("(lambda m: m and [m.group(i) for i in range(%d)])(re.search(%r, %r))" % (1 + expression.count("(") - expression.count("(?:"),
                                                                                         expression, subject))
        p.step(p.pick("re.sub(%r, %r, %r)" % (expression, p.pick("-", "", "z"), subject) if p.chance(60) else
                      "re.sub(%r, lambda m: '<' + m.group(0) + '>', %r)" % (expression, subject),
                      "re.compile(%r).split(%r)" % (p.pick("a", " ", "[bc]", "a+"), subject)))


def arrays(p):
    p.line("from array import array")
    code = p.of("bBhHiIqQfd")
    values = p.list_of(lambda: str(p.below(100)), 0, 4)
    p.line("x = array(%r, [%s])" % (code, values))
    for _ in range(5):
        p.step(p.pick("list(x)", "len(x)", "x[%s]" % p.index(), "list(x[%s])" % p.pick("1:", ":2", "::", "0:1"), "x.append(%s)" % p.pick("5", "-1", "300", "1.5"),
                      "x.extend([%s])" % p.list_of(lambda: str(p.below(9))), "bytes(x)", "sum(x)", "5 in x", "list(x + x)",
                      "x.__setitem__(%s, %s)" % (p.index(), p.small()), "x == array(%r, [%s])" % (code, values), "list(reversed(x))", "max(x)"))
    p.step("list(x)")


def streams(p):
    p.line("import io")
    text = p.chance(50)
    make, data = ("StringIO", p.str) if text else ("BytesIO", p.bytes)
    p.line("s = io.%s(%s)" % (make, data() if p.chance(70) else ""))
    for _ in range(6):
        p.step("s." + p.pick("read()", "read(%d)" % p.below(5), "readline()", "write(%s)" % data(), "seek(%d)" % p.below(8), "tell()", "getvalue()",
                             "seek(0, 2)", "readlines()" if p.chance(30) else "read(1)", "readinto(bytearray(3))" if not text else "read(2)"))
    p.step("list(s)")
    p.step("s.getvalue()")


def encodings(p):
    p.line("import binascii")
    for _ in range(4):
        p.step(p.pick("binascii.hexlify(%s)" % p.bytes(), "binascii.unhexlify(%r)" % p.word(8, "0123456789abcdefg"), "binascii.b2a_base64(%s)" % p.bytes(),
                      "binascii.a2b_base64(%s)" % p.pick("b'YWJj'", "b'YQ=='", "b'YWI='", "b'!!!!'"), "binascii.crc32(%s)" % p.bytes(),
                      "binascii.a2b_base64(binascii.b2a_base64(%s))" % p.bytes(), "binascii.hexlify(%s, '-')" % p.bytes()))


def heaps(p):
    p.line("import heapq")
    p.line("h = %s" % p.ints())
    for _ in range(6):
        p.step(p.pick("heapq.heapify(h)", "heapq.heappush(h, %s)" % p.small(), "heapq.heappop(h)", "heapq.heappush(h, %s)" % p.small()))
        p.emit("h")


def program(p):
    p.pick(structs, structs, jsons, jsons, regular, arrays, streams, encodings, heaps)(p)
