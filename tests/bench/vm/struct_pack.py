# SPDX-License-Identifier: MIT
"""struct: packets built and read again, with a checksum over their bytes."""
import struct

HEAD = "<BBHI"
BODY = ">hhhf8s"


def checksum(data):
    total = 0
    for byte in data:
        total = total + byte & 0xffff
    return total


def main():
    total = 0
    buffer = bytearray(64)
    for i in range(3000):
        head = struct.pack(HEAD, i & 255, 7, i & 0xffff, i * 65537)
        body = struct.pack(BODY, i % 100, -i, 3, i * 0.5, b"payload!")
        packet = head + body
        total += checksum(packet)
        kind, seven, length, word = struct.unpack(HEAD, packet[:8])
        total += kind + seven + length + (word & 15)
        a, b, c, d, name = struct.unpack(BODY, packet[8:])
        total += a - b + c + int(d) + len(name)
        struct.pack_into("<Q", buffer, i % 50, i)
        total += struct.unpack_from("<H", buffer, i % 50)[0]
        total += struct.calcsize(BODY)
    return total


print(main())
