# SPDX-License-Identifier: MIT
# Keyed hashes of messages (RFC 2104).
import hashlib


class HMAC:
    block_size = 64

    def __init__(self, key, msg=None, digestmod=None):
        if digestmod is None:
            raise TypeError("Missing required argument 'digestmod'.")
        if isinstance(digestmod, str):
            make = getattr(hashlib, digestmod)
            self.name = "hmac-" + digestmod
        else:
            make = digestmod
            self.name = "hmac"
        self._make = make
        if len(key) > self.block_size:
            key = make(key).digest()
        key = bytes(key) + bytes(self.block_size - len(key))
        self._outer = bytes(b ^ 0x5C for b in key)
        self._inner = make(bytes(b ^ 0x36 for b in key))
        self._digest = None
        if msg is not None:
            self.update(msg)

    def update(self, msg):
        self._inner.update(msg)

    # A hash of MicroPython ends with its digest.
    def digest(self):
        if self._digest is None:
            self._digest = self._make(
                self._outer + self._inner.digest()).digest()
        return self._digest

    def hexdigest(self):
        return "".join("%02x" % b for b in self.digest())


def new(key, msg=None, digestmod=None):
    return HMAC(key, msg, digestmod)


def digest(key, msg, digest):
    return HMAC(key, msg, digest).digest()


def compare_digest(a, b):
    if len(a) != len(b):
        return False
    different = 0
    for x, y in zip(a, b):
        different |= (ord(x) ^ ord(y)) if isinstance(x, str) else x ^ y
    return different == 0
