# uctypes: every kind of field in the three layouts, sizes, errors.
import uctypes as u

ARRAY = u.ARRAY
PTR = u.PTR
POS = u.BF_POS
LEN = u.BF_LEN


def attempt(f, *args):
    try:
        print(f(*args))
    except Exception as e:
        print(repr(e))


for name in sorted(dir(u)):
    value = getattr(u, name)
    if isinstance(value, int):
        print(name, value, end="; ")
print()

FIELDS = {
    "arr": (ARRAY | 0, u.UINT8 | 2),
    "arr2": (ARRAY | 2, 2, {"b": u.UINT8 | 0}),
    "arr3": (ARRAY | 2, u.UINT16 | 2),
    "bf0": u.BFUINT16 | 0 | 0 << POS | 8 << LEN,
    "bf1": u.BFUINT16 | 0 | 8 << POS | 8 << LEN,
    "bf2": u.BFUINT16 | 0 | 12 << POS | 4 << LEN,
    "bf32": u.BFUINT32 | 4 | 5 << POS | 20 << LEN,
    "d": u.FLOAT64 | 8,
    "f": u.FLOAT32 | 4,
    "i8": u.INT8 | 1,
    "i16": u.INT16 | 14,
    "i32": u.INT32 | 4,
    "i64": u.INT64 | 8,
    "sub": (0, {"b0": u.UINT8 | 0, "b1": u.UINT8 | 1}),
    "u8": u.UINT8 | 1,
    "u16": u.UINT16 | 1,
    "u32": u.UINT32 | 3,
    "u64": u.UINT64 | 8,
}
TEXT = b"\xf0\x81\x92\xa3\xb4\xc5\x56\x67\x78\x89\x9a\xab\xbc\xcd\xde\xef" \
    b"ghijklmn"

for layout in (u.NATIVE, u.LITTLE_ENDIAN, u.BIG_ENDIAN):
    buf = bytearray(TEXT)
    s = u.struct(u.addressof(buf), FIELDS, layout)
    for name in sorted(FIELDS):
        value = getattr(s, name)
        print(name, "struct" if isinstance(value, u.struct) else value, end="; ")
    print()
    print(s.arr[0], s.arr2[1].b, s.arr3[0], s.arr3[1], s.sub.b0, s.sub.b1)
    for name, values in (("u8", (0x1ff, -1)), ("i8", (-2, 0x7f)),
                         ("u16", (70000, -1)), ("i16", (-2, 1)),
                         ("u32", (1 << 32, -1)), ("i32", (-1 << 31, 5)),
                         ("u64", (1 << 64, -1)), ("i64", (-1 << 63, 7)),
                         ("f", (1.5, -2)), ("d", (2.25, -1)),
                         ("bf0", (5, 0x1ff)), ("bf2", (0x1f, 0)),
                         ("bf32", (0xfffff, 3))):
        for value in values:
            setattr(s, name, value)
            print(name, getattr(s, name), buf[:16])
    s.arr[0] = 7
    s.arr3[1] = 0x1234
    s.arr2[0].b = 9
    s.sub.b1 = 3
    print(buf)
    print(bytes(s.arr3), bytes(s.sub), len(s.arr))
    attempt(lambda: s.arr[2])
    attempt(lambda: s.arr3[2])
    attempt(lambda: s.nope)
    attempt(setattr, s, "nope", 1)
    attempt(setattr, s, "arr", 5)
    attempt(setattr, s, "sub", 5)
    attempt(setattr, s, "u8", "a")
    attempt(setattr, s, "f", "a")

# sizes
for description in (
        {}, {"a": u.UINT8 | 0}, {"a": u.UINT32 | 0, "b": u.UINT8 | 4},
        {"a": u.UINT8 | 0, "b": u.UINT32 | 4}, {"a": u.UINT64 | 0, "b": u.UINT8 | 8},
        (ARRAY | 0, u.UINT16 | 3), (ARRAY | 0, 3, {"a": u.UINT16 | 0}),
        {"s": (4, {"a": u.UINT32 | 0})}, {"p": (PTR | 0, u.UINT8)},
        {"a": u.BFUINT8 | 3 | 0 << 17 | 2 << 22}, {"p": (PTR | 1, u.UINT8)},
        {"a": (ARRAY | 0, u.UINT32 | 3), "b": u.UINT8 | 12},
        {"f": u.FLOAT32 | 0, "d": u.FLOAT64 | 8}, {"a": u.UINT16 | 3},
        {"a": (ARRAY | 0, 2, {"a": u.UINT32 | 0, "b": u.UINT8 | 4})},
        {"a": (1, {"a": u.UINT32 | 0, "b": u.UINT8 | 4})},
        {"a": (ARRAY | 1, u.UINT8 | 3), "b": u.UINT16 | 4},
        {"a": (ARRAY | 1, u.UINT32 | 2)}, {"a": u.INT64 | 3}):
    print(u.sizeof(description), u.sizeof(description, u.NATIVE),
          u.sizeof(description, u.LITTLE_ENDIAN), u.sizeof(description, u.BIG_ENDIAN))
for what in (5, "a", {"a": "x"}, {"a": (1, 2, 3, 4, 5)}, {"a": ()}):
    attempt(u.sizeof, what)
attempt(u.sizeof)
print(u.sizeof(s.arr), u.sizeof(s.sub), u.sizeof(s.arr2), u.sizeof(s.arr3))

# arrays and structures at an address
buf = bytearray(range(32))
a = u.struct(u.addressof(buf), (ARRAY | 0, u.UINT16 | 4), u.LITTLE_ENDIAN)
print(str(a)[:13], a[0], a[3], u.sizeof(a))
a[1] = 0x4142
print(buf[:4])
for f in (lambda: a[4], lambda: len(a), lambda: a.foo):
    attempt(f)
b = u.struct(u.addressof(buf) + 1, (ARRAY | 0, 2, {"x": u.UINT16 | 0}), u.LITTLE_ENDIAN)
print(b[1].x, u.sizeof(b))
b[0].x = 7
print(buf[:4])
s = u.struct(u.addressof(buf), {"a": u.UINT8 | 0})
print(str(s)[:14], s.a, type(s))
attempt(lambda: s[0])
attempt(lambda: s + 1)
attempt(u.struct)
attempt(u.struct, 0)
attempt(u.struct, "a", {})
attempt(u.struct, 0, {}, 0, 1)
print(str(u.struct(0, 5))[:13], str(u.struct(0, (PTR | 0, u.UINT8)))[:12])

# pointers
target = bytearray(b"target!!")
at = u.addressof(target)
pointer = bytearray(16)
u.struct(u.addressof(pointer), {"v": u.ULONG | 8}).v = at
s = u.struct(u.addressof(pointer), {
    "p": (PTR | 8, u.UINT8), "w": (PTR | 8, u.UINT16),
    "s": (PTR | 8, {"x": u.UINT8 | 1})})
print(s.p[0], s.p[1], s.w[1] in (0x6772, 0x7267), s.s[0].x, s.s[1].x, int(s.p) == at)
attempt(lambda: s.p.foo)
attempt(lambda: s.s.x)
attempt(lambda: setattr(s, "p", 5))

# plain memory
view = u.bytearray_at(u.addressof(buf), 4)
view[0] = 65
print(buf[:4], view, u.bytes_at(u.addressof(buf), 4), u.bytes_at(u.addressof(buf), 0))
print(u.addressof(memoryview(buf)[2:]) - u.addressof(buf))
attempt(u.addressof, 5)
z = u.struct(u.addressof(buf), {"b": u.BFUINT8 | 0 | 0 << POS | 4 << LEN,
                                "c": u.BFUINT8 | 0 | 4 << POS | 4 << LEN})
buf[0] = 0xA5
print(z.b, z.c)
z.b = 0x1f
z.c = 3
print(hex(buf[0]))
z = u.struct(u.addressof(buf), {"b": u.BFUINT16 | 0 | 0 << POS | 4 << LEN,
                                "c": u.BFUINT16 | 0 | 4 << POS | 12 << LEN}, u.BIG_ENDIAN)
z.c = 0x123
print(z.b, z.c, buf[:2])
