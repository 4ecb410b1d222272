# SPDX-License-Identifier: MIT
# Data in the formats of zlib. wbits: negative raw, above 15 gzip.
import io

import deflate

MAX_WBITS = 15
DEFLATED = 8
Z_DEFAULT_COMPRESSION = -1


class error(Exception):
    pass


def _format(wbits):
    if -15 <= wbits <= -5:
        return deflate.RAW, -wbits
    if 5 <= wbits <= 15:
        return deflate.ZLIB, wbits
    if 21 <= wbits <= 31:
        return deflate.GZIP, wbits - 16
    raise ValueError("wbits")


def compress(data, level=-1, wbits=15):
    out = io.BytesIO()
    with deflate.DeflateIO(out, *_format(wbits)) as g:
        g.write(data)
    return out.getvalue()


def decompress(data, wbits=15, bufsize=0):
    try:
        with deflate.DeflateIO(io.BytesIO(data), *_format(wbits)) as g:
            return g.read()
    except (OSError, EOFError) as e:
        raise error(*e.args)


def crc32(data, value=0):
    import binascii

    return binascii.crc32(data, value)


def adler32(data, value=1):
    a, b = value & 0xFFFF, value >> 16
    for byte in data:
        a = (a + byte) % 65521
        b = (b + a) % 65521
    return b << 16 | a
