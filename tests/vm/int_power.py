# SPDX-License-Identifier: MIT
# Powers, roots and long results.
print(2 ** 100, 3 ** 50, (-3) ** 51, 10 ** 30, 0 ** 0, 1 ** 1000, (-1) ** 77)
print(pow(3, 200, 1 << 70), pow(2, 10, 1000), pow(12345, 67, 89), pow(5, 0, 3))
print(pow(-3, 5, 7), pow(3, 5, 1))
f = 1
for i in range(1, 60):
    f *= i
print(f, len(str(f)))
for i in range(59, 1, -1):
    f //= i
print(f)
print((7 ** 300) % (10 ** 40), (7 ** 300) // (3 ** 500))
a, b = 0, 1
for i in range(500):
    a, b = b, a + b
print(a)
print(str(3 ** 2000)[-50:], len(str(3 ** 2000)))
print(int("9" * 300) + 1 == 10 ** 300)
print(hash(5), hash(0), hash(2 ** 70) == hash(2 ** 70), 2 ** 70 in {2 ** 70: 1})
