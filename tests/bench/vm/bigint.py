# SPDX-License-Identifier: MIT
"""Big integers: factorials, powers modulo, shifts, text."""


def main():
    f = 1
    for i in range(2, 600):
        f *= i
    text = str(f)
    total = len(text) + int(text) % 1000007
    p = (1 << 521) - 1
    x = 3
    for _ in range(120):
        x = pow(x, 65537, p)
    total += x % 1000003
    a, b = 0, 1
    for _ in range(4000):
        a, b = b, a + b
    total += a % 1000003
    h = 14695981039346656037
    for i in range(20000):
        h = (h ^ i & 255) * 1099511628211 & 0xffffffffffffffff
    return total, h, hex(a)[-10:], (a >> 1000 ^ b << 3) & 0xffff


print(main())
