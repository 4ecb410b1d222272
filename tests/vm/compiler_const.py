# const(): values known at compile time; constant folding.
try:
    from micropython import const
except ImportError:
    const = lambda v: v
A = const(5)
_B = const(A * 2 + 1)
_MASK = const(0xFF << 8)
C = const(-A)
print(A, _B, _MASK, C, A + 1, _B - 1, A << 2, A * 1.5, -A, ~A)


def f(A_=A, x=_B):
    if _MASK == 0xff00:
        y = A
    return A_, x, y, _B * 2, [A, _B], A in (5, 6)


print(f())


def local_shadow(A):
    return A


print(local_shadow(99))


class K:
    D = const(7)
    e = A


print(K.D, K.e)
S = const('text')
T = const((1, 2))
print(S, T, S + 'x')
print(2 * 3 + 4, 2 ** 10, 7 // 2, -7 // 2, 7 % -3, 1 << 40, 0xFF ^ 0x0F, 6 / 4, ~0)
print(1000000007 * 1000000009, 2 ** 200, -(2 ** 62), 1 - 2 ** 63)
print((1, 2, (3, 'a')), (), (1,), ((),))
while 0:
    print('never')
if 0:
    print('never')
else:
    print('else')
print(1 if 1 else 2, 0 and x, 1 or x, not 0)
for bad in ("1 / 0", "1 // 0", "1 % 0", "1 << -1", "'a' + 1", "-'a'", "2 ** -1"):
    try:
        print(eval(bad))
    except Exception as e:
        print(type(e).__name__)
