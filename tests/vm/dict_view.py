# SPDX-License-Identifier: MIT
# Views of dicts.
d = {1: 'a', 2: 'b'}
k, v, i = d.keys(), d.values(), d.items()
print(len(k), len(v), len(i))
print(1 in k, 3 in k, 'a' in v, 'z' in v, (1, 'a') in i, (1, 'b') in i)
d[3] = 'c'
print(list(k), list(v), list(i), len(k))
print(k, v, i)
print(k == {1, 2, 3}, sorted(k & {1, 9}), sorted(k | {9}), sorted(k - {1}), sorted(k ^ {1, 9}))
for key in d.keys():
    print(key, end=' ')
for key, value in d.items():
    print(key, value, end=' ')
print()
it = iter(d)
print(next(it), next(it), next(it), next(it, 'end'))
it = iter(d.items())
print(next(it))
print(max(d.values()), min(d), sum(d))
print([x for x in d.values() if x != 'b'])
print(dict(d.items()) == d, set(d.keys()) == {1, 2, 3})
a, b, c = d
print(a, b, c)
print(bool({}.keys()), bool(d.keys()))
