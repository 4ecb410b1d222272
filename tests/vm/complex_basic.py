# SPDX-License-Identifier: MIT
# Complex numbers.
a, b = 1 + 2j, 3 - 4j
print(a, b, a + b, a - b, a * b, a / b, -a, +a, abs(b), a ** 2, a ** -1, a == b, a != b)
print(1j, 0j, 1j * 1j, (1 + 0j) == 1, 1 == (1 + 0j), 2 + 3j, 2.5 * 1j, 1 - 1j, 10 / 2j)
print(complex(1, 2), complex(), complex(1), complex("1+2j"), complex("-1.5j"), complex("3"))
print(a.real, a.imag, bool(0j), bool(1j), (1e10 + 1e-10j))
print(hash(1 + 0j) == hash(1), {1 + 2j: 5}[1 + 2j])
print((-1) ** 0.5 == (-1 + 0j) ** 0.5)
for f in (lambda: 1j / 0, lambda: 0j ** -1):
    try:
        print(f())
    except ZeroDivisionError:
        print("ZeroDivisionError")
for f in (lambda: 1j < 2j, lambda: 1j // 1, lambda: int(1j), lambda: float(1j)):
    try:
        print(f())
    except TypeError:
        print("TypeError")
