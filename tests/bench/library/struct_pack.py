# SPDX-License-Identifier: MIT
"""struct: fields packed, alone, many at once, and into a buffer."""
import struct


def main():
    buffer = bytearray(64)
    total = 0
    for i in range(4000):
        total += len(struct.pack("<BBHI", i & 255, 7, i & 0xffff, i * 65537))
        total += len(struct.pack(">hhhf8s", i % 100, -i, 3, i * 0.5, b"text"))
        total += len(struct.pack("<8H", 1, 2, 3, 4, 5, 6, 7, i))
        struct.pack_into("<Q", buffer, i % 50, i)
        total += buffer[i % 50] + struct.calcsize("<BBHIhhf8s")
    return total


print(main())
