# SPDX-License-Identifier: MIT
# gc: collection keeps what is reachable and reclaims what is not.
import gc
class Node:
    def __init__(self, n, next=None):
        self.n = n
        self.next = next
    def __len__(self):
        return 1 + (len(self.next) if self.next is not None else 0)
keep = None
for i in range(50):
    keep = Node(i, keep)
for i in range(2000):
    junk = [i, (i, i), {i: [i]}, 'x' + str(i), Node(i)]
    junk.append(junk)
gc.collect()
print(len(keep), keep.n)
print(gc.isenabled())
gc.disable()
print(gc.isenabled())
gc.enable()
print(gc.isenabled(), type(gc.collect()))
d = {}
for i in range(300):
    d['key%d' % i] = [i] * 3
    if i % 50 == 0:
        gc.collect()
print(len(d), d['key299'], sum(v[0] for v in d.values()))
def make(n):
    return lambda: [n] * n
fs = [make(i) for i in range(20)]
gc.collect()
print(sum(len(f()) for f in fs))
def g():
    held = ['held'] * 3
    for i in range(3):
        gc.collect()
        yield held, i
print(list(g()))
s = set()
for i in range(500):
    s.add((i, str(i)))
gc.collect()
print(len(s), (499, '499') in s, (5, 'five') in s)
text = ''
for i in range(500):
    text += chr(65 + i % 26)
    if i % 100 == 0:
        gc.collect()
print(text[:30], len(text))
b = bytearray(1000)
m = memoryview(b)
del b
gc.collect()
m[5] = 7
print(m[5], len(m))
