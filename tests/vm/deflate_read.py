# deflate.DeflateIO reading: formats, windows, broken data.
import binascii
import deflate
import io

D = deflate.DeflateIO
ZLIB = binascii.unhexlify("789ccb48cdc9c95728cf2fca4901001a0b045d")
GZIP = binascii.unhexlify("1f8b08000000000002ffcb48cdc9c95728cf2fca49010085114a0d0b000000")
GZIP_NAMES = binascii.unhexlify("1f8b081c0000000002ff03006162636e616d6500636f6d6d656e7400cb48cdc9c95728cf2fca49010085114a0d0b000000")
RAW = ZLIB[2:-4]
BASE = b'd cfhbahe ddh  hgcdc gabcaeaehggghcfbachdegeg gf gdfaecf bdeebbhhbfbgcaeggbaagf e daeabb adgeecafffcggh g b egdege e fagfagcafhffehaaafehefcfcffeegbace dedfcgbbffdhcbfdhedba dfcefbfcge ehfgeggagcdah g dah e fdbebdaa dgaahbc eda  gabfce hafddb bcdecahgaede  gahfaacababhab  hfcfbfggefedfgbc agbcafh ga'
LONG = binascii.unhexlify(
    "78daed90c18d005108425bb13550d01ab6fa658ad8c3269f493c7cf18561aa7dc4a9"
    "66aeeab6a76bc186a0dbdd6b137da3d5d6ba760cb58b2391773437e65d025987934b"
    "b2302b356c7720b5c5d27e94581c2772e5b3750032e5ce6729a00e459343d29e6b66"
    "6888ca9bcc2c423927d10633f8f0df0c79280ee25ce0d8a5417dff93c33a7886c59e"
    "04bb8546dfee0c34081e98069282de95936043404692c638afabd7d51f74f5f3f4f4"
    "f4f4f4f4f4eff50b47c2fe62")


def attempt(f, *args):
    try:
        print(f(*args))
    except Exception as e:
        print(repr(e))


def read(data, *args):
    return D(io.BytesIO(data), *args).read()


print(deflate.AUTO, deflate.RAW, deflate.ZLIB, deflate.GZIP)
for data in (ZLIB, GZIP, GZIP_NAMES, RAW):
    for format in range(4):
        attempt(read, data, format)
for data, format in (
        (b"", 0), (b"", 1), (ZLIB[:5], 0), (ZLIB[:-2], 0), (ZLIB[:-5], 2),
        (b"\x78", 0), (GZIP[:9], 0), (GZIP[:-3], 3), (b"xxxxxxxx", 0),
        (ZLIB[:-1] + b"x", 2), (GZIP[:-1] + b"x", 0), (b"\x07", 1), (b"\x06", 1),
        (ZLIB + b"tail", 0), (b"\x18\x19" + ZLIB[2:], 0), (b"\x78\x9d" + ZLIB[2:], 0),
        (b"\x78\xbb\0\0\0\0" + ZLIB[2:], 0), (b"\x88\x1c" + ZLIB[2:], 0),
        (b"\x01\x05\x00\xfa\xffhello", 1), (b"\x01\x05\x00\xfa\xfehello", 1),
        (b"\x03\x00", 1), (b"\x4b\x84\x01\x00", 1), (b"\x4b\x04\x01\x00", 1)):
    attempt(read, data, format)

source = io.BytesIO(ZLIB + b"tail")
d = D(source)
print(d, d.read(3), d.read(0), d.read(), d.read(), source.read())
d = D(io.BytesIO(ZLIB))
buf = bytearray(4)
print(d.readinto(buf), buf, d.readline(), d.close())
for f in (d.read, d.readline, d.close):
    attempt(f)
source = io.BytesIO(ZLIB)
with D(source, 0, 0, True) as d:
    print(d.read(2))
attempt(source.read)
source = io.BytesIO(ZLIB)
with D(source) as d:
    print(d.read(2))
attempt(source.tell)

# large data in pieces, and windows
for size in (1, 7, 1000, -1):
    d = D(io.BytesIO(LONG))
    out = b""
    while True:
        piece = d.read(size)
        if not piece:
            break
        out += piece
    print(len(out), out == BASE * 3 + b"z" * 2000)
for wbits in (5, 8, 9, 10, 12, 15):
    attempt(lambda: len(read(LONG, 0, wbits)))
    attempt(lambda: len(read(LONG[2:-4], 1, wbits)))
attempt(lambda: len(read(LONG[2:-4], 1)))

for args in ((7,), (-1,), (4,), (0, 4), (0, 5), (0, 15), (0, 16), (0, -5), ("a",), (1, 1)):
    attempt(D, io.BytesIO(ZLIB), *args)
attempt(D)
attempt(lambda: D(5).read())


# streams made in Python
class Slow(io.IOBase):
    def __init__(self, data):
        self.data = data
        self.n = 0

    def readinto(self, buf):
        self.n += 1
        if not self.data:
            return 0
        buf[0] = self.data[0]
        self.data = self.data[1:]
        return 1


class Empty(io.IOBase):
    def readinto(self, buf):
        return None


s = Slow(GZIP + b"more")
print(D(s).read(), s.data)
attempt(lambda: D(Empty()).read())
attempt(lambda: D(Slow(ZLIB[:8])).read())
