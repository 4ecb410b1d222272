# SPDX-License-Identifier: MIT
"""A checksum, packing and slicing of bytes."""
import struct


def crc16(data):
    crc = 0xffff
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            if crc & 0x8000:
                crc = crc << 1 ^ 0x1021
            else:
                crc <<= 1
        crc &= 0xffff
    return crc


def main():
    data = bytes(i * 7 & 255 for i in range(4000))
    s = crc16(data) + crc16(bytearray(data))
    out = bytearray()
    for i in range(4000):
        out += struct.pack("<BHi", i & 255, i, -i)
    for i in range(0, len(out), 7):
        a, b, c = struct.unpack_from("<BHi", out, i)
        s += a + b + c
    view = memoryview(out)
    for i in range(0, 20000, 4):
        s += view[i]
        s += int.from_bytes(out[i:i + 4], "little") & 15
    return s, data.find(b"\x07\x0e"), len(data.split(b"\x00"))


print(main())
