# SPDX-License-Identifier: MIT
# Ranges.
import sys
def err(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__)

for r in (range(5), range(2, 5), range(0, 10, 3), range(10, 0, -3), range(0), range(5, 2), range(-3, 3), range(2, 5, -1)):
    print(r, len(r), list(r), bool(r), list(reversed(r)))
r = range(10, 30, 4)
print(r[0], r[-1], r[2], 14 in r, 15 in r, 30 in r, 10 in r, 'a' in r, 14.0 in r)
print(r[1:], r[::-1], r[1:3], r[:-1], r[::2])
err(lambda: r[5])
err(lambda: r[-6])
err(lambda: range(1, 2, 0))
err(lambda: range('a'))
err(lambda: range())
print(range(3) == range(0, 3), range(0) == range(5, 5), range(0, 3, 2) == range(0, 4, 2), range(3) == [0, 1, 2], range(3) != range(4))
print(r.start, r.stop, r.step)
print(sum(range(101)), max(range(5)), min(range(3, 9)), sorted(range(3), reverse=True))
for i in range(3):
    for j in range(i):
        print(i, j, end=';')
print()
for i in range(3):
    i = 10
    print(i, end=' ')
print(i)
big = sys.maxsize // 2 + 1
print(list(range(big, big + 2)) == [big, big + 1])
print([x for x in range(20) if x % 7 == 0], tuple(range(3)), set(range(3)) == {0, 1, 2})
a, *b, c = range(5)
print(a, b, c)
it = iter(range(2))
print(next(it), next(it), next(it, None))
print(len(range(-5)), len(range(0, -10, -3)), range(1, 10**6)[-1])
print(list(range(True, 3)))
print(type(range(3)), isinstance(range(3), range))
