# SPDX-License-Identifier: MIT
# A stream class written in Python, used by the builtins.
import io
try:
    io.IOBase
except AttributeError:
    print('SKIP')
    raise SystemExit
class Upper(io.IOBase):
    def __init__(self):
        self.data = b''
    def write(self, buf):
        self.data += bytes(buf)
        return len(buf)
u = Upper()
print('hello', 5, file=u)
print(u.data)
class Source(io.IOBase):
    def __init__(self, data):
        self.data = data
    def readinto(self, buf):
        n = min(len(buf), len(self.data))
        buf[:n] = self.data[:n]
        self.data = self.data[n:]
        return n
s = Source(b'some bytes')
b = bytearray(4)
print(s.readinto(b), b)
