# SPDX-License-Identifier: MIT
# Packs a text.
import gzip

packed = gzip.compress(b"hello " * 100)
print(len(packed) < 100, gzip.decompress(packed) == b"hello " * 100)
