# SPDX-License-Identifier: MIT
# StringIO and BytesIO.
import io
s = io.StringIO()
print(s.write('hello'), s.write(' world'), s.getvalue(), s.tell() if hasattr(s, 'tell') else 11)
s.seek(0)
print(s.read(5), repr(s.read()), repr(s.read()))
s = io.StringIO('a\nb\nlast')
print(s.readline(), s.readlines(), s.getvalue())
for line in io.StringIO('x\ny'):
    print(repr(line))
s = io.StringIO('abcdef')
s.write('XY')
print(s.getvalue())
s.seek(0, 2)
s.write('!')
print(s.getvalue())
b = io.BytesIO(b'12345')
print(b.read(2), b.tell(), b.seek(1), b.read(), b.getvalue())
b.seek(10)
b.write(b'z')
print(b.getvalue())
buf = bytearray(3)
b.seek(0)
print(b.readinto(buf), buf)
print(io.BytesIO(b'a\nb').readlines(), io.BytesIO().getvalue())
with io.StringIO('ctx') as c:
    print(c.read())
try:
    c.read()
except ValueError:
    print('ValueError')
print('text', 5, file=s)
print(s.getvalue())
b = io.BytesIO(bytearray(b'mut'))
b.write(b'XYZW')
print(b.getvalue(), b.flush())
print(isinstance(open, object), io.open is open)
