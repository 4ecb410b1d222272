# SPDX-License-Identifier: MIT
# Hexadecimal, base64, CRC.
import binascii
for n in range(12):
    data = bytes((i * 37 + 200) & 255 for i in range(n))
    h, b = binascii.hexlify(data), binascii.b2a_base64(data)
    print(h, b, binascii.unhexlify(h) == data, binascii.a2b_base64(b) == data, binascii.crc32(data))
print(binascii.hexlify(b"abc", ":"), binascii.unhexlify("0aFF"), binascii.b2a_base64(b"a", newline=False))
print(binascii.a2b_base64("YWJj\nZA=="), binascii.crc32(b"world", binascii.crc32(b"hello ")), binascii.crc32(b"hello world"))
for f in (lambda: binascii.unhexlify("0"), lambda: binascii.unhexlify("zz"), lambda: binascii.a2b_base64(b"YWJ")):
    try:
        print(f())
    except ValueError:
        print("ValueError")
