# SPDX-License-Identifier: MIT
# Data as letters and digits.
from binascii import a2b_base64, b2a_base64, hexlify, unhexlify

_ALPHABET32 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def _bytes(s):
    return s.encode() if isinstance(s, str) else bytes(s)


def _translate(data, pairs):
    out = bytearray(data)
    for i in range(len(out)):
        for a, b in pairs:
            if out[i] == a:
                out[i] = b
                break
    return bytes(out)


def b64encode(s, altchars=None):
    data = b2a_base64(_bytes(s))[:-1]
    if altchars:
        data = _translate(data, list(zip(b"+/", _bytes(altchars))))
    return data


def b64decode(s, altchars=None, validate=False):
    data = _bytes(s)
    if altchars:
        data = _translate(data, list(zip(_bytes(altchars), b"+/")))
    return a2b_base64(data)


def standard_b64encode(s):
    return b64encode(s)


def standard_b64decode(s):
    return b64decode(s)


def urlsafe_b64encode(s):
    return b64encode(s, b"-_")


def urlsafe_b64decode(s):
    return b64decode(s, b"-_")


def b32encode(s):
    s = _bytes(s)
    out = bytearray()
    for i in range(0, len(s), 5):
        piece = s[i:i + 5]
        n = int.from_bytes(piece + bytes(5 - len(piece)), "big")
        letters = bytearray(
            _ALPHABET32[n >> 35 - 5 * k & 31] for k in range(8))
        used = (len(piece) * 8 + 4) // 5
        out += letters[:used] + b"=" * (8 - used)
    return bytes(out)


def b32decode(s, casefold=False, map01=None):
    s = _bytes(s)
    if casefold:
        s = s.upper()
    if len(s) % 8:
        raise ValueError("Incorrect padding")
    out = bytearray()
    for i in range(0, len(s), 8):
        letters = s[i:i + 8].rstrip(b"=")
        n = 0
        for c in letters:
            value = _ALPHABET32.find(bytes([c]))
            if value < 0:
                raise ValueError("Non-base32 digit found")
            n = n << 5 | value
        n <<= 5 * (8 - len(letters))
        out += n.to_bytes(5, "big")[:len(letters) * 5 // 8]
    return bytes(out)


def b16encode(s):
    return hexlify(_bytes(s)).upper()


def b16decode(s, casefold=False):
    s = _bytes(s)
    if not casefold and s != s.upper():
        raise ValueError("Non-base16 digit found")
    return unhexlify(s)


def encodebytes(s):
    return b"".join(b2a_base64(s[i:i + 57]) for i in range(0, len(s), 57))


def decodebytes(s):
    return a2b_base64(s)
