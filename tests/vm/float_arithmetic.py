# SPDX-License-Identifier: MIT
# Arithmetic and comparison of floats, also with integers.
values = [0.0, -0.0, 1.5, -2.5, 3.0, 1e10, -1e-10, 1e300, float("inf"), 7, -3, 10 ** 25]
for a in values:
    for b in values:
        row = [a + b, a - b, a * b, a < b, a <= b, a == b, a != b, a > b, a >= b]
        if b:
            row.append(a / b)
            if abs(a) < 1e20 and abs(b) < 1e20:
                row += [a // b, a % b, divmod(a, b)]
        print(*row)
print(2.0 ** 0.5, 2 ** 0.5, 4.0 ** -1, (-8.0) ** 3, 0.0 ** 0)
print(-1.5, +1.5, abs(-1.5), bool(0.0), bool(0.1), not 0.0)
print(round(2.5), round(3.5), round(-2.5), round(2.675, 2), round(1234.5, -2), round(1e20))
print(round(1250, -2), round(1350, -2), round(-1250, -2), round(5, 3), round(0.5), round(1.5))
print(1 << 70 == float(1 << 70), (1 << 70) + 1 == float(1 << 70), (1 << 70) < 1e30)
print(2 ** 53 + 1 == float(2 ** 53), 2 ** 53 + 1 > float(2 ** 53), 10 ** 400 > 1e308)
print(1.0 in [1], {1: "a"}[1.0], hash(1.0) == hash(1), hash(2.0 ** 40) == hash(2 ** 40))
print(float("nan") == float("nan"), float("nan") < 1, 1 > float("nan"))
print(int(1e18), int(-1.9), float(3), float(True), float(10 ** 20), float())
print(5.5 // 2, -5.5 // 2, 5.5 % 2, -5.5 % 2, 5.5 % -2, 1e100 // 1)
for f in (lambda: 1.0 / 0, lambda: 1.0 // 0, lambda: 1 % 0.0, lambda: 0.0 ** -1,
          lambda: divmod(1.5, 0)):
    try:
        print(f())
    except ZeroDivisionError:
        print("ZeroDivisionError")

# An infinite base with any exponent stays real.
inf = float("inf")
print((-inf) ** 19.5, (-inf) ** -0.5, (-inf) ** 3.0, (-2.0) ** inf)
