# Targets of every kind, unpacking, augmented assignment, del.
a = b = c = 5
print(a, b, c)
a, b = 1, 2
a, b = b, a
[c, d] = 'xy'
(e), = [3]
print(a, b, c, d, e)
first, *rest = range(5)
*init, last = 'abc'
p, *q, r = [1, 2]
print(first, rest, init, last, p, q, r)
(x, (y, *z)), w = (1, (2, 3, 4)), 5
print(x, y, z, w)


class O:
    pass


o = O()
o.a, o.b = 1, 2
o.c = o.d = [0, 0, 0]
o.c[0], o.c[1:] = 9, [8, 7, 6]
print(o.a, o.b, o.c, o.d)
o.a += 10
o.c[0] -= 1
o.c[1:3] += [1]
print(o.a, o.c)
n = 7
n += 1; n -= 2; n *= 3; n //= 2; n **= 2; n %= 50; n <<= 2; n >>= 1; n &= 0xFF; n |= 0x100; n ^= 3
print(n)
n /= 2
print(n)
l = [1]
m = l
l += [2]
l *= 2
print(l, m, l is m)
s = 'a'
s += 'b'
s *= 3
print(s)
t = (1,)
t += (2,)
print(t)


def local_aug():
    i = 0
    i += 1
    i += 300
    i -= 70000
    x = [1]
    y = x
    x += (2, 3)
    return i, x, y is x


print(local_aug())
d = {}
d['a'], d['b'] = 1, 2
d['a'] += 5
d[1, 2] = 3
print(d)
del d['a'], d['b']
print(d)
ll = list(range(10))
del ll[0], ll[-1], ll[2:4]
print(ll)
del ll[::2]
print(ll)
ll[1:1] = [7, 7]
print(ll)
del o.a
print(hasattr(o, 'a'))
v1 = v2 = 1
del (v1, [v2])
try:
    v1
except NameError:
    print('gone')
for bad in ("a, b = 1,", "a, *b, c = 1,", "(a, b), c = 1, 2"):
    try:
        exec(bad)
        print('no')
    except (ValueError, TypeError) as err:
        print(type(err).__name__)
i = 0
arr = [0, 0]
i, arr[i] = 1, 5
print(i, arr)
x, y, z = y, z, x = 1, 2, 3
print(x, y, z)
k: int = 4
ann: list
print(k)
def gen():
    r = yield 1
    while r:
        r = yield r * 2
g = gen()
print(next(g), g.send(5), g.send(7))


def consecutive(seq):
    a, b, c = seq
    d, *e, f = seq
    return a, b, c, d, e, f


print(consecutive((1, 2, 3)), consecutive('xyz'), consecutive([4, 5, 6, 7][:3]))


def parallel(a, b):
    a, b = b, a + b
    a, b = (a, b)
    [a, b] = [b, a]
    return a, b


print(parallel(1, 2))
