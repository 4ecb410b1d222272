# SPDX-License-Identifier: MIT
# Files and data in the format of gzip.
import builtins
import io

import deflate


def GzipFile(fileobj):
    return deflate.DeflateIO(fileobj, deflate.GZIP)


def open(filename, mode="rb"):
    return deflate.DeflateIO(
        builtins.open(filename, mode), deflate.GZIP, 0, True)


def compress(data, wbits=15):
    out = io.BytesIO()
    with deflate.DeflateIO(out, deflate.GZIP, wbits) as g:
        g.write(data)
    return out.getvalue()


def decompress(data):
    with deflate.DeflateIO(io.BytesIO(data), deflate.GZIP) as g:
        return g.read()
