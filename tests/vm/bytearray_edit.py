# SPDX-License-Identifier: MIT
# bytearray in place.
b = bytearray(b"abcdef")
b[0] = 65
b[-1] = 90
print(b, b[0], b[1:3], len(b), bytes(b))
b[1:3] = b"XYZW"
print(b)
b[2:2] = b"--"
print(b)
b[1:5] = b""
print(b)
b.append(33)
b.extend(b"de")
b.extend([1, 2])
b += b"tail"
print(b)
b.extend(b)
print(b, len(b))
b[::2] = bytes(len(b[::2]))
print(b)
b = bytearray(range(20))
del b[0], b[-1]
del b[2:5]
del b[::3]
print(b, b.pop(), b.pop(0), b)
b.insert(1, 99)
print(b, b.find(b"c"), b == bytes(b), b + b"x", b * 2, 99 in b)
b.clear()
print(b, bytearray(3), bytearray(b"ab").upper(), bytearray("ä", "utf-8"))
try:
    bytearray(2)[2] = 1
except IndexError:
    print("IndexError")
for i in range(1000):
    b.append(i & 255)
print(len(b), sum(b))
