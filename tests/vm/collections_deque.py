# SPDX-License-Identifier: MIT
# deque.
from collections import deque
d = deque((), 5)
for i in range(4):
    d.append(i)
print(list(d), len(d), bool(d), d[0], d[-1], d[2])
d.appendleft(9)
d.append(8)
print(list(d))
print(d.popleft(), d.pop(), list(d))
d.extend([7, 7])
print(list(d), len(d))
d[0] = 'x'
print(list(d), 'x' in d, 'y' in d)
e = deque([1, 2, 3], 10)
print(list(e), e.pop(), e.popleft(), list(e))
for f in (deque((), 2).pop, deque((), 2).popleft):
    try:
        f()
    except IndexError:
        print('IndexError')
try:
    e[5]
except IndexError:
    print('IndexError')
q = deque([], 3)
for i in range(10):
    q.append(i)
print(list(q), [x for x in q])
q = deque((), 3)
out = []
for i in range(20):
    q.append(i)
    if i % 3 == 0:
        out.append(q.popleft())
print(out, list(q))
