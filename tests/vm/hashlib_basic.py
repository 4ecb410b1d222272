# SPDX-License-Identifier: MIT
# Digests.
import binascii
import hashlib
for name in ("md5", "sha1", "sha256"):
    make = getattr(hashlib, name)
    for data in (b"", b"abc", b"x" * 55, b"x" * 56, b"x" * 64, b"y" * 1000):
        h = make(data)
        g = make()
        for i in range(0, len(data), 17):
            g.update(data[i:i + 17])
        d = h.digest()
        print(name, binascii.hexlify(d), d == g.digest(), len(d))
print(hashlib.sha256(b"abc").hexdigest(), hashlib.md5(bytearray(b"q")).hexdigest())
