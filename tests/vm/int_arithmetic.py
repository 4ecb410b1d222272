# SPDX-License-Identifier: MIT
# Small and big integers meet at the edges of the machine word.
edges = []
for bits in (7, 29, 30, 31, 32, 61, 62, 63, 64, 65, 127, 128, 200):
    for delta in (-1, 0, 1):
        edges.append((1 << bits) + delta)
        edges.append(-(1 << bits) + delta)
edges += [0, 1, -1, 2, 3, 10, -7]

total = 0
for a in edges:
    for b in edges:
        results = [a + b, a - b, a * b, a & b, a | b, a ^ b]
        if b:
            q, r = divmod(a, b)
            assert q * b + r == a
            assert q == a // b and r == a % b
            results += [q, r]
        results += [a < b, a <= b, a == b, a != b, a > b, a >= b]
        for v in results:
            total = (total * 31 + v) % 1000000007
print(total)

for a in edges:
    print(a, -a, ~a, abs(a), a << 3, a >> 5, a << 70, a >> 40, bool(a))

i = 1
for n in range(70):
    i *= 3
    print(i, -i, hex(i), bin(i)[:20], oct(i))

x = 10
x += 5
x -= 1
x *= 1000000
x //= 7
x %= 1000003
x **= 3
x <<= 4
x >>= 2
x &= 0xffffffff
x |= 1 << 80
x ^= 0x5555
print(x)
print(True + True, True * 5, -True, ~False, True << 3, 7 // True)
print(7 / 2, -7 / 2, 1 / 3, 10 ** 20 / 10 ** 18, 2 ** -2)
print(5 .__class__ is int, isinstance(True, int), int(True))
print(divmod(True, True), divmod(True, 5), divmod(5, True), divmod(True, 1 << 70), divmod(True, 0.75))
