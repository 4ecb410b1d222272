# SPDX-License-Identifier: MIT
# Every list method, with the errors they raise.
def err(f, *a):
    try:
        print(f(*a))
    except Exception as e:
        print(type(e).__name__, e)

l = []
l.append(1)
l.append('a')
l.append([2])
print(l, len(l), bool(l), bool([]))
l.extend((3, 4))
l.extend(x * x for x in range(3))
l.extend('xy')
print(l)
l.extend(l)
print(len(l))
err(l.extend, 5)

l = [1, 2, 3]
for i, v in ((0, 'a'), (100, 'b'), (-1, 'c'), (-100, 'd'), (2, 'e')):
    l.insert(i, v)
    print(l)
print(l.pop(), l.pop(0), l.pop(-2), l)
err(l.pop, 10)
err([].pop)
err(l.pop, 'a')

l = [3, 1, 2, 3, 1]
print(l.count(3), l.count(9), l.count(1.0))
print(l.index(1), l.index(1, 2), l.index(3, 1, 4), l.index(3, -2, -1))
err(l.index, 9)
err(l.index, 3, 4)
l.remove(3)
print(l)
err(l.remove, 99)
l.reverse()
print(l)
m = l.copy()
m.append(0)
print(l, m)
l.clear()
print(l)
print(list(), list([1, 2]), list('abc'), list(range(4)), list({1: 2}))
err(list, 5)
print([1, 2] + [3], [1, 2] * 2, 2 * [1], [1] * 0, [1] * -3)
l = [1]
k = l
l += [2]
l += (3,)
l += 'z'
print(k)
err(lambda: [1] + (2,))
err(lambda: [1] * 'a')
err(lambda: [1] * 1.5)
print(1 in [1, 2], 3 in [1, 2], 3 not in [1, 2], None in [None], [1] in [[1]])
print([].append(1), [1].sort(), [2].extend([]))
class L(list):
    pass
x = L([1, 2])
x.append(3)
print(x, len(x), isinstance(x, list), x == [1, 2, 3], type(x) is L)
l = [1, 2]
l.append(l)
print(len(l), l[2] is l)
