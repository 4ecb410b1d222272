# SPDX-License-Identifier: MIT
# Mutation of containers from inside the callbacks they call.
class Evil:
    def __init__(self, n, action=None):
        self.n = n
        self.action = action
    def __eq__(self, other):
        if self.action:
            self.action()
        return self is other
    def __hash__(self):
        return 1
    def __lt__(self, other):
        if self.action:
            self.action()
        return self.n < other.n
def run(f):
    try:
        r = f()
        print(type(r).__name__)
    except (RuntimeError, ValueError, IndexError, KeyError) as e:
        print('raised')
l = []
l.extend(Evil(i, lambda: l.clear()) for i in range(10))
run(lambda: l.index(5))
l = []
l.extend(Evil(i, lambda: l.append(0)) for i in range(10))
run(lambda: Evil(99) in l[:5])
l = [Evil(i % 5, None) for i in range(20)]
l[3].action = lambda: l.clear()
def sort_it():
    l.sort()
    return l
try:
    sort_it()
except ValueError:
    pass
print('sorted')
d = {}
for i in range(5):
    d[Evil(i)] = i
list(d)[2].action = lambda: d.clear()
run(lambda: d.get(Evil(7)))
d = {}
for i in range(30):
    d[Evil(i)] = i
list(d)[2].action = lambda: d.clear()
try:
    d[Evil(7)] = 1
except RuntimeError:
    pass
print('dict', len(d) in (0, 1, 31))
s = set()
for i in range(30):
    s.add(Evil(i))
list(s)[3].action = lambda: s.clear()
try:
    s.add(Evil(50))
except RuntimeError:
    pass
print('set', len(s) in (0, 1, 31))
def gen(l):
    for i in range(5):
        l.append(i)
        yield i
l = [1, 2, 3]
l[1:2] = gen(l)
print(len(l) >= 7)
l = [1]
l.extend(gen(l))
print(len(l))
a = [1, 2, 3]
for x in a:
    if len(a) < 10:
        a.append(x)
    a.remove(x)
    if not a:
        break
    if x == 3:
        break
print('loop ended')
m = map(lambda x: l.clear() or x, l)
print(len(list(m)))
b = bytearray(b'abc')
b[1:1] = b
print(b)
x = []
x.append(x)
try:
    x == [x]
    print('equal')
except RuntimeError:
    print('RuntimeError')
