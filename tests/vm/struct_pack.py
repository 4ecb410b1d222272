# SPDX-License-Identifier: MIT
# Packing and unpacking.
import struct
for fmt, args in (("<hI", (1, 2)), (">hI", (1, 2)), ("!bhiq", (-1, -2, -3, -4)), ("=BHIQ", (255, 65535, 1 << 31, 1 << 63)),
                  ("3sx2B", (b"abc", 1, 2)), ("5s", (b"a",)), ("<f", (1.5,)), (">d", (0.1,)), ("@bq", (1, 2)), ("hI", (1, 2)),
                  ("<e", (1.5,)), ("0i", ()), ("<2h3B", (1, 2, 3, 4, 5)), ("s", (b"a",)), ("", ())):
    data = struct.pack(fmt, *args)
    print(fmt, data, struct.calcsize(fmt), struct.unpack(fmt, data))
b = bytearray(8)
struct.pack_into("<hh", b, 2, 258, -1)
print(b, struct.unpack_from("<h", b, 2), struct.unpack_from(">2B", b, 4), struct.unpack_from("<h", b, -6))
for v in (0.0, 1.0, -2.0, 65504.0, 6e-8, 1e-7, 1 / 3, float("inf")):
    print(v, struct.pack("<e", v), struct.unpack("<e", struct.pack("<e", v))[0])
for i in range(0, 65536, 97):
    h = struct.pack("<H", i)
    v = struct.unpack("<e", h)[0]
    assert v != v or struct.pack("<e", v) == h, i
print(struct.unpack("<i", memoryview(b"\x01\x00\x00\x00")), struct.unpack("<Q", b"\xff" * 8))
for f in (lambda: struct.calcsize("z"), lambda: struct.unpack("<hI", b"\x01"), lambda: struct.pack("i", "a"),
          lambda: struct.pack_into("<i", bytearray(2), 0, 1), lambda: struct.unpack_from("<i", b"abcd", 2)):
    try:
        print(f())
    except Exception:
        print("error")
