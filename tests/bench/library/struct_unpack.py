# SPDX-License-Identifier: MIT
"""struct: fields of packets, registers and records read."""
import struct


def main():
    packet = bytes(range(1, 65))
    view = memoryview(packet)
    total = 0
    for i in range(4000):
        kind, seven, length, word = struct.unpack("<BBHI", packet[:8])
        total += kind + seven + length + (word & 15)
        a, b, c, d, name = struct.unpack_from(">hhhi8s", packet, i % 20)
        total += a + b + c + (d & 7) + len(name)
        total += struct.unpack("<8H", view[:16])[i & 7]
        total += struct.unpack_from("<q", packet, i % 50)[0] & 15
        total += int(struct.unpack_from("<f", b"\0\0\x80?")[0])
    return total


print(main())
