# Operators, precedence, short circuits, chains, literals.
print(1 + 2 * 3 - 4 // 2 % 3, (1 + 2) * 3, 2 ** 3 ** 2, -2 ** 2, (-2) ** 2)
print(1 << 3 | 5 & 6 ^ 1, ~5, +5, - -5, not not 1)
print(7 / 2, 7 // -2, -7 % 3, 10 % 4)
print(0x1F, 0o17, 0b101, 1_000_000, 0XaB, 00)
print(1.5, 1e3, .5, 5., 1_0.0_1, 1E-3, 2.5e+2)
print(123456789012345678901234567890, -98765432109876543210)
print("a" 'b' """c
d""" r'\n' "\x41\u00e9\t\101\
end")
print(b"ab" b'\x00\xff\n', rb'\d', Rb"\q")
print('it''s', "say \"hi\"", 'tab\there', "\q")
a, b, c = 1, 2, 3
print(a < b < c, a < b > c, a < b == 2 != 5, 1 in (1, 2) in [(1, 2)])
print(a == 1 and b == 3 or c, a and 0 or 'x', 0 or '' or None, 1 and 2 and 3)
print(not a, not 0 or 1, (a if b else c), (a if not b else c if c else 0))
print(None is None, None is not None, a is not None, 1 not in [2], 2 in [2])


def side(x, log):
    log.append(x)
    return x


log = []
print(side(1, log) < side(3, log) < side(2, log) < side(9, log), log)
log = []
print(side(0, log) and side(1, log), side(0, log) or side(2, log), log)
log = []
x = [side(i, log) for i in (3, 4)][side(1, log)] + side(5, log) * side(6, log)
print(x, log)

print([1, 2, 3][0], [1, 2, 3][-1], [1, 2, 3][1:], [1, 2, 3][:2], [1, 2, 3][::2])
print([1, 2, 3][::-1], "hello"[1:4], "hello"[-3:], (1, 2, 3)[5:], "abc"[True])
n = 100
print([0] * 3, n - 1, n * -1, n & 0xF0, n >> 2, n << 200, n // 7, n % 7)
print(n + 1000000, n - 70000, n * 40000, n & 0xFFFFF)
y = 3.5
print(y + 1, y - 1, y * 2, y / 2, y // 1, y % 2, 1 + y, 2 - y)
print((lambda: 5)(), (lambda x, y=2, *z, k=3, **w: (x, y, z, k, w))(1, 2, 3, k=4, q=5))
print({}, {1: 2}, {1, 2} == {2, 1}, [], (), (1,), {1: {2: 3}})
print({**{'a': 1}, 'b': 2, **{'a': 3}}, [*range(3), *'ab'], (*[1], 2), sorted({*[1, 2], 3}))
f = lambda *a, **k: (a, sorted(k.items()))
print(f(*[1, 2], 3, *(4,), x=1, **{'y': 2}, z=3))
print((z := 5) + z, [w := 1, w + 1], (v := 1, v))
if (m := 10) > 5:
    print(m)
print([last := i for i in range(4)], last)
total = 0
print([total := total + i for i in range(5)], total)
print(1 if 0 else 2 if 0 else 3)
print(1,
      2,  # comment
      3)
x = 1; y = 2; print(x, y);
print(1 \
      + 2)
print(eval("1+2"), eval(" [1,\n2]"), eval("(lambda: 3)()"))
print(... is Ellipsis, True + True, type(1j) if 0 else 0)
print(1 .real if hasattr(1, 'real') else 1, (1).__add__(2) if hasattr(1, '__add__') else 3)
big = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20,
       21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39]
print(sum(big), len(big), big[24:26])
bigt = (x, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20,
        21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, y)
print(sum(bigt), len(bigt), bigt[-2:])
bigd = {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 7: 7, 8: 8, 9: 9, 10: 10, 11: 11,
        12: 12, 13: 13, 14: 14, 15: x, 16: 16}
print(len(bigd), sum(bigd.values()))
