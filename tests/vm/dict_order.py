# SPDX-License-Identifier: MIT
# Insertion order, as CPython keeps it.
d = {'one': 1, 'two': 2, 'three': 3, 'four': 4}
print(d)
d['two'] = 22
d['five'] = 5
print(d, list(d))
del d['one']
d['one'] = 'back'
print(d)
print(list(d.items()), list(d.keys()), list(d.values()))
print(d.popitem(), d.popitem(), d)
big = {}
for i in range(1000):
    big[i * 7919 % 1009] = i
print(list(big)[:5], list(big)[-5:])
for i in list(big)[::3]:
    del big[i]
print(len(big), list(big)[:5], list(big.values())[-3:])
for i in range(2000, 2010):
    big[i] = i
print(list(big)[-11:])
print(dict(zip('zyx', range(3))), {k: v for k, v in [('b', 1), ('a', 2)]})
print(dict.fromkeys('hello'), dict(b=1, a=2))
c = big.copy()
print(list(c) == list(big), c == big)
def f(**kw):
    return kw
print(f(z=1, y=2, x=3), f(**{'q': 1, 'p': 2}))
d = {}
d[1] = 'int'
d[1.0] = 'float'
d[True] = 'bool'
print(d)
print(str({'a': [1, {'b': ()}]}), repr({}))
print(list(reversed(list(d))), [*d], {*d})
