# SPDX-License-Identifier: MIT
# Unpacking in assignments, calls, displays and loops.
a, b = 1, 2
(c, d), e = (3, 4), 5
[f, g] = 'xy'
print(a, b, c, d, e, f, g)
a, *b = [1, 2, 3]
*c, d = 'abc'
e, *f, g = (1, 2)
print(a, b, c, d, e, f, g)
*all_, = range(3)
print(all_)
for i, (x, *y) in enumerate([(1, 2, 3), (4,)]):
    print(i, x, y)
a = b = c = []
a.append(1)
print(c)
x = [0, 1, 2]
i = 0
i, x[i] = 1, 'set'
print(i, x)
def f(*args, **kw):
    return args, sorted(kw.items())
print(f(*[1, 2], 3, *'ab', **{'k': 1}, z=2, **{'y': 3}))
print([*range(3), *'ab'], (*[1], 2), {*[1], 2} == {1, 2}, {**{'a': 1}, 'b': 2})
for bad in ([], [1], [1, 2, 3]):
    try:
        p, q = bad
        print(p, q)
    except ValueError:
        print('ValueError')
try:
    p, *q, r = [1]
except ValueError:
    print('ValueError')
d = {'a': 1}
for k, v in d.items():
    print(k, v)
class O:
    pass
o = O()
o.a, o.b = 1, 2
l = [0, 0]
l[0], l[1] = o.b, o.a
print(o.a, o.b, l)
a, b = b, a = 1, 2
print(a, b)
(a, b), c = [1, 2], 3
print(a, b, c)
print(*(1, 2), *[3])
t = 1, *[2, 3], 4
print(t)
def ret():
    return 1, 2
q, w = ret()
print(q, w)
if (n := len('abc')) > 2:
    print(n, [y := 5, y + 1])
