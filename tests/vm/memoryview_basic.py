# SPDX-License-Identifier: MIT
# memoryview reads and writes the object under it.
a = bytearray(b"abcdef")
m = memoryview(a)
m[0] = 65
m[1:3] = b"xy"
print(a, m[0], m[-1], len(m), bytes(m), bytes(m[2:4]), list(m[4:]), m == a, m[1:3] == b"xy")
n = m[2:][1:3]
n[0] = 33
print(a, bytes(n), n.itemsize, n.hex())
print(memoryview(b"abc")[1], memoryview(b"abc") == b"abc", [c for c in memoryview(b"ab")])
for f in (lambda: memoryview(b"abc")[5], lambda: m.__setitem__(0, "a") if hasattr(m, "__setitem__") else 1 / 0):
    try:
        print(f())
    except Exception:
        print("error")
try:
    m[0:2] = b"abc"
except ValueError:
    print("ValueError")
try:
    memoryview(b"abc")[0] = 1
except TypeError:
    print("TypeError")
try:
    memoryview(5)
except TypeError:
    print("TypeError")
