# SPDX-License-Identifier: MIT
# Packs a text.
import zlib

packed = zlib.compress(b"hello " * 100)
print(len(packed) < 100, zlib.decompress(packed) == b"hello " * 100)
print(hex(zlib.adler32(b"hello")))
