# SPDX-License-Identifier: MIT
# Conversion to and from bytes.
print((1000).to_bytes(2, "big"), (1000).to_bytes(4, "little"))
print((1 << 80).to_bytes(20, "little"), (0).to_bytes(3, "big"))
print((-1).to_bytes(2, "big", signed=True))
print((-32768).to_bytes(2, "little", signed=True))
print(int.from_bytes(b"\x01\x02", "big"), int.from_bytes(b"\x01\x02", "little"))
print(int.from_bytes(b"", "big"), int.from_bytes(bytes(20) + b"\x01", "little"))
print(int.from_bytes(bytearray(b"\xff" * 12), "big"))
for value, size, signed in ((256, 1, False), (-1, 2, False), (128, 1, True),
                            (-129, 1, True), (1 << 64, 8, False)):
    try:
        print(value.to_bytes(size, "big", signed=signed))
    except OverflowError:
        print("OverflowError")
n = 1
for i in range(1, 40):
    n = n * 257 + i
    assert int.from_bytes(n.to_bytes(60, "big"), "big") == n
    assert int.from_bytes(n.to_bytes(60, "little"), "little") == n
    print(n.to_bytes(41, "big")[-5:], n.bit_length())
