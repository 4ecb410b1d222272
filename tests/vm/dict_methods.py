# SPDX-License-Identifier: MIT
# Every dict method.
def err(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__)

d = {'a': 1, 'b': 2}
d['c'] = 3
print(len(d), d['a'], d.get('b'), d.get('z'), d.get('z', 9))
err(lambda: d['zz'])
err(lambda: d[5])
err(lambda: d[(1, 2)])
err(lambda: {}[None])
print(sorted(d), sorted(d.keys()), sorted(d.values()), sorted(d.items()))
print('a' in d, 'z' in d, 'z' not in d, 1 in d)
print(d.pop('a'), d.pop('zz', 'default'), len(d))
err(lambda: d.pop('zz'))
print(d.setdefault('b', 5), d.setdefault('n', 5), d.setdefault('none'), d['none'])
d.update({'x': 1})
d.update([('y', 2), ('w', 3)])
d.update(k=4, v=5)
d.update({}, q=1)
print(sorted(d.items(), key=lambda kv: kv[0]))
e = d.copy()
e.clear()
print(len(e), len(d), e, bool(e), bool(d))
del d['x']
err(lambda: d.__delitem__('x'))
def rm():
    del d['nothing']
err(rm)
print(dict(), dict({'a': 1}), dict([('k', 'v')]), dict(a=1), dict([('a', 1)], a=2))
print(dict.fromkeys([1]), dict.fromkeys('a', 0))
err(lambda: dict([1]))
err(lambda: dict([(1, 2, 3)]))
err(lambda: {[]: 1})
err(lambda: {}.popitem())
one = {1: 2}
print(one.popitem(), one)
print({1: 'a'} == {1: 'a'}, {1: 'a'} == {1: 'b'}, {1: 1, 2: 2} == {2: 2, 1: 1}, {} != {1: 1})
print({1: 1} == {1.0: True}, {True: 'x'}[1], {1.0: 'y'}[1], {0: 'z'}[False])
d = {}
for i in range(100):
    d[i] = i * i
for i in range(0, 100, 2):
    del d[i]
print(len(d), sum(d), sum(d.values()), 50 in d, 51 in d, d[99])
print(len(d.keys()), len(d.values()))
d = {'k': {'n': [1, 2]}}
d['k']['n'].append(3)
print(d)
try:
    for k in d:
        d['new' + k] = 1
        break
except RuntimeError:
    print('RuntimeError')
print({**{'a': 1}, 'b': 2, **{'a': 3}} == {'a': 3, 'b': 2})
d = {1: 2}
d[1] += 5
print(d, d | {3: 4})
d |= {5: 6}
print(d == {1: 7, 5: 6})
