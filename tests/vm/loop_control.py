# SPDX-License-Identifier: MIT
# if, while, for, else, break, continue, comprehensions, conditional expressions.
n = 0
while n < 5:
    n += 1
    if n == 2:
        continue
    if n == 4:
        break
    print(n)
else:
    print('not printed')
while n < 6:
    n += 1
else:
    print('else', n)
for x in []:
    pass
else:
    print('empty else')
for i in range(3):
    for j in range(3):
        if j == 1:
            break
        print(i, j)
    else:
        print('no')
    continue
print([x for x in range(10) if x % 2 if x % 3], [(a, b) for a in 'ab' for b in range(2)])
print({x: x * x for x in range(3)}, {x % 2 for x in range(5)} == {0, 1}, [[j for j in range(i)] for i in range(3)])
print('a' if n else 'b', 'a' if not n else 'b', 1 if 0 else 2 if 0 else 3)
print(1 and 2, 0 and 2, 1 or 2, 0 or '', not 1, not 0, 1 and 0 or 3, None or [] or 'x')
print(1 < 2 < 3, 1 < 2 > 5, 1 == 1 == 1, 3 > 2 >= 2 != 1, 1 < 3 < 2)
def side(x):
    print('side', x)
    return x
print(side(1) < side(2) < side(3), side(5) < side(1) < side(9))
print(side(0) or side(3), side(0) and side(4))
x = [i for i in range(3)]
i = 'outer'
y = [i for i in range(3)]
print(i, y)
s = 0
for a, b in zip(range(5), range(5, 10)):
    s += a * b
print(s)
pass
if n: print('one line'); print('two')
while True: break
print(*(x for x in 'abc'), sep='')
z = 5 if n > 100 else -5
print(z, -z, +z, ~z, not z)
lam = lambda *a, **k: (a, k)
print(lam(1, b=2), (lambda: None)())
a = b = 3
a += 1; b -= 1; a *= 2; b **= 3; a //= 3; b %= 5; a <<= 3; b |= 4; a &= 0xff; a ^= 1; a >>= 1
print(a, b)
del a
try:
    a
except NameError:
    print('NameError')
if True:
    if False:
        pass
    elif n == 1:
        print('x')
    elif n:
        print('elif')
    else:
        print('y')
assert n
global_name = 1
print("implicit " "concat" ' ' 'works', """multi
line""", r'\raw', b'by' b'tes')
print(0x1F, 0o17, 0b11, 1_000, 1e3, 1.5e-3, .5, 5., 'é', '\x41\u00e9\U0001F600\101\n'.strip())
