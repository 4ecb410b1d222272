# SPDX-License-Identifier: MIT
# bytes and what it shares with str.
print(bytes(), bytes(3), bytes([1, 2, 255]), bytes(b"abc"), bytes("äb", "utf8"), bytes(range(5)))
b = b"hello world"
print(b[0], b[-1], b[1:4], b[::-1], b[::2], len(b), b + b"!", b * 2, 2 * b"x", list(b[:3]))
print(b.find(b"o"), b.rfind(b"o"), b.find(111), b.count(b"l"), b.index(b"w"), b"wor" in b, 104 in b)
print(b.split(), b.split(b"o"), b.upper(), b.replace(b"l", b"L", 2), b.startswith(b"he"), b.strip(b"hd"))
print(b.partition(b" "), b"-".join([b"a", bytearray(b"b")]), b"a,b".split(b","), b.title(), b" x ".strip())
print(b"a" < b"b", b"a" == bytearray(b"a"), b"a" != b"b", b"a" == "a", b"ab" >= b"aa", hash(b"a") == hash(b"a"))
print(b"ab".hex(), b"abcd".hex(":"), bytes.fromhex("0aff"), bytes.fromhex("0a ff"), b"abc".decode())
print(b"%d %s %x" % (5, b"ab", 255), b"a" b"b", b"\x41\n")
for f in (lambda: b"abc"[5], lambda: b"a".index(b"x"), lambda: bytes([256]), lambda: bytes("a"),
          lambda: b"\xff".decode(), lambda: bytes.fromhex("0"), lambda: b"a" + 1, lambda: bytes([1, "a"])):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__ if not isinstance(e, ValueError) else "ValueError")
print({b"k": 1}[b"k"], b"" or "empty", bool(b"x"), b"abc".isalpha(), b"12".isdigit())
for c in b"hi":
    print(c)
