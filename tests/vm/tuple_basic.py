# SPDX-License-Identifier: MIT
# Tuples: construction, indexing, operators, methods, hashing.
def err(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__)

t = (1, 2, 3)
print(t, t[0], t[-1], len(t), t[1:], t[::-1], t[:0], t[::2])
print((), (1,), tuple(), tuple([1, 2]), tuple('ab'), tuple(range(3)), tuple({1: 2}))
print(t + (4,), t * 2, 2 * t, t * 0, t * -1, () + ())
print(t.count(1), t.count(5), t.index(2), t.index(3, 1))
err(lambda: t.index(9))
err(lambda: t[3])
err(lambda: t['a'])
err(lambda: t + [1])
err(lambda: tuple(5))
err(lambda: hash(([],)))
def set_item():
    t[0] = 1
err(set_item)
def del_item():
    del t[0]
err(del_item)
print(hash((1, 2)) == hash((1, 2)), hash(()) == hash(()), {(1, 2): 'x'}[(1, 2)])
a, b = 1, 2
a, b = b, a
print(a, b)
t += (4,)
print(t)
print(1 in t, 9 in t, 9 not in t)
print((1, (2, (3, (4,)))))
print(tuple(t) is t, t[:] == t)
x = 1,
print(x, bool(x), bool(()))
for i in (1, 2, 3):
    print(i, end=' ')
print()
class T(tuple):
    def total(self):
        return sum(self)
p = T((1, 2, 3))
print(p, p.total(), p[1], len(p), p == (1, 2, 3), isinstance(p, tuple))
print((1, 2) < (1, 3), (1,) < (1, 0), (2,) > (1, 5), () < (0,))
print(max((1, 5), (2, 3)), min([(2, 1), (1, 2)]))
