# SPDX-License-Identifier: MIT
# OrderedDict and defaultdict.
from collections import OrderedDict
d = OrderedDict()
d['z'] = 1
d['a'] = 2
d['m'] = 3
print(list(d), list(d.items()), len(d), d['a'], 'z' in d)
d['z'] = 9
del d['a']
d['a'] = 4
print(list(d.items()))
print(d == {'z': 9, 'm': 3, 'a': 4}, isinstance(d, dict))
o = OrderedDict([('b', 1), ('a', 2)])
print(o.popitem(), list(o), o.get('q', 0), list(OrderedDict([(1, 2)]).values()))
for k in o:
    print(k, o[k])
try:
    o['no']
except KeyError:
    print('KeyError')
try:
    from collections import defaultdict
except ImportError:
    raise SystemExit
c = defaultdict(int)
for ch in 'hello':
    c[ch] += 1
print(sorted(c.items()), c['new'], len(c))
l = defaultdict(list)
l['a'].append(1)
l['a'].append(2)
print(l['a'], 'b' in l, dict(l))
try:
    defaultdict()['x']
except KeyError:
    print('KeyError')
