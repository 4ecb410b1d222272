# SPDX-License-Identifier: MIT
# Slices of lists: read, assign, delete, every kind.
def err(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__)

l = list(range(10))
for s in (slice(None), slice(2), slice(2, 5), slice(-3, None), slice(None, None, 2),
          slice(None, None, -1), slice(8, 2, -2), slice(5, 2), slice(-100, 100),
          slice(100, -100, -3), slice(0, 0), slice(3, None, 100), slice(None, -1)):
    print(s, l[s])
err(lambda: l[::0])
print(l[0], l[-1], l[9], l[-10])
err(lambda: l[10])
err(lambda: l[-11])
err(lambda: l['a'])
err(lambda: l[None])
print(l[True], l[False])

def assign(s, v):
    a = list(range(8))
    try:
        a[s] = v
        print(a)
    except Exception as e:
        print(type(e).__name__)

assign(slice(2, 4), ['x'])
assign(slice(2, 4), [])
assign(slice(2, 4), ['x', 'y', 'z', 'w'])
assign(slice(2, 2), ['in'])
assign(slice(None), ())
assign(slice(8, None), (8, 9))
assign(slice(-1, None), [7.5, 8])
assign(slice(5, 2), [0])
assign(slice(0, 0), list('abc'))
def self_assign():
    a = [1, 2, 3]
    a[1:1] = a
    print(a)
self_assign()

def delete(s):
    a = list(range(8))
    try:
        del a[s]
        print(a)
    except Exception as e:
        print(type(e).__name__)

delete(0)
delete(-1)
delete(3)
delete(20)
delete(slice(2, 4))
delete(slice(None))
delete(slice(None, 3))
delete(slice(5, None))
delete(slice(5, 2))
delete(slice(-3, -1))
a = [1, 2, 3]
a[0] = 'x'
a[-1] = 'y'
print(a)
try:
    a[3] = 0
except IndexError as e:
    print("IndexError")
try:
    a[-4] = 0
except IndexError as e:
    print("IndexError")
