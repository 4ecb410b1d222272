# SPDX-License-Identifier: MIT
# slice objects and user classes that receive them.
class G:
    def __getitem__(self, k):
        return k
    def __setitem__(self, k, v):
        print('set', k, v)
    def __delitem__(self, k):
        print('del', k)
g = G()
print(g[1], g[1:2], g[::], g[1:2:3], g[:, 1], g[1:2, ...], g['a'], g[()])
g[1:2] = 3
g[::2] = 'x'
del g[5:]
del g[1, 2]
s = slice(1, 10, 2)
print(s, s.start, s.stop, s.step, slice(5), slice(None))
print(s.indices(5), slice(None).indices(4), slice(None, None, -1).indices(4), slice(-2, None).indices(7))
print(slice(10, -10, -2).indices(6), slice(0, 100).indices(3), slice(-100, 2).indices(9))
print('hello'[s], [0, 1, 2, 3][slice(1, 3)], (1, 2, 3)[slice(None, 2)])
print(type(s), isinstance(s, slice))
try:
    [1][slice(1, 2, 0)]
except ValueError as e:
    print("ValueError")
class I:
    def __index__(self):
        return 2
try:
    print([1, 2, 3, 4][I()])
except TypeError:
    print('TypeError')
