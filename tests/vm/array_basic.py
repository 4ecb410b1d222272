# SPDX-License-Identifier: MIT
# Typed arrays.
import array
for code, items in (("b", [-1, 127]), ("B", [0, 255]), ("h", [-2, 3]), ("H", [65535]), ("i", [-5, 6]),
                    ("I", [1 << 31]), ("q", [-(1 << 60)]), ("Q", [(1 << 64) - 1]), ("f", [1.5, -2.0]),
                    ("d", [0.1])):
    a = array.array(code, items)
    a.append(items[0])
    print(a, a[0], len(a), list(a), a[-1], a[1:], a[::-1], bytes(a))
a = array.array("i", [1, 2, 3])
a.extend([4, 5])
a.extend(array.array("i", [6]))
a += array.array("i", [7])
a[0] = 10
a[1:3] = array.array("i", [20, 30, 40])
print(a, a + a, a == array.array("i", list(a)), a == array.array("h", list(a)), 20 in a, a < a + a)
del a[0]
del a[1:3]
print(a, array.array("B", b"ab"), array.array("i"), a.typecode, a.itemsize)
m = memoryview(a)
m[0] = -1
print(a, m[1], len(m))
for f in (lambda: a[50], lambda: array.array("x"), lambda: array.array("i", ["a"]), lambda: array.array("i", [1.5])):
    try:
        print(f())
    except (IndexError, ValueError, TypeError) as e:
        print(type(e).__name__)
