# deflate.DeflateIO writing: what it packs is unpacked to the same.
import deflate
import io

if not hasattr(deflate.DeflateIO, "write"):
    print("SKIP")
    raise SystemExit


def rand(size, symbols, state):
    out = bytearray()
    for i in range(size):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        out.append(32 + (state >> 16) % symbols)
    return bytes(out)


def pack(data, chunk, *args):
    out = io.BytesIO()
    d = deflate.DeflateIO(out, *args)
    for i in range(0, len(data), chunk):
        assert d.write(data[i:i + chunk]) == len(data[i:i + chunk])
    d.close()
    return out.getvalue()


SAMPLES = (b"a", b"hello", b"a" * 1000, rand(3000, 3, 1), rand(3000, 200, 2),
           rand(700, 4, 3) * 8, bytes(range(256)) * 10, rand(20000, 2, 5))
for format in (deflate.RAW, deflate.ZLIB, deflate.GZIP):
    for wbits in (0, 5, 8, 9, 10, 12, 15):
        sizes = []
        for data in SAMPLES:
            for chunk in (1, 100, 1 << 20):
                if chunk == 1 and len(data) > 5000:
                    continue
                packed = pack(data, chunk, format, wbits)
                back = deflate.DeflateIO(io.BytesIO(packed), format, max(wbits, 8)).read()
                assert back == data, (format, wbits, len(data), chunk)
                assert deflate.DeflateIO(io.BytesIO(packed), format, 15).read() == data
            sizes.append(len(packed))
        print(format, wbits, all(s <= len(d) * 9 // 8 + 24 for s, d in zip(sizes, SAMPLES)),
              sizes[2] < 40)
print(pack(b"hello", 5, deflate.RAW), pack(b"hello", 5, deflate.ZLIB, 15))
out = io.BytesIO()
with deflate.DeflateIO(out, deflate.ZLIB, 9) as d:
    d.write("text")
print(deflate.DeflateIO(io.BytesIO(out.getvalue())).read())
try:
    d.write(b"x")
except OSError as e:
    print(repr(e))


class Sink(io.IOBase):
    def __init__(self):
        self.data = b""

    def write(self, buf):
        self.data += bytes(buf[:3])
        return min(3, len(buf))

    def close(self):
        print("sink closed")


sink = Sink()
d = deflate.DeflateIO(sink, deflate.GZIP, 8, True)
d.write(b"pieces of three " * 10)
d.close()
print(deflate.DeflateIO(io.BytesIO(sink.data)).read() == b"pieces of three " * 10)
