# SPDX-License-Identifier: MIT
# Iterators: iter/next, enumerate, zip, map, filter, reversed, user classes.
class Count:
    def __init__(self, n):
        self.i = 0
        self.n = n
    def __iter__(self):
        return self
    def __next__(self):
        if self.i >= self.n:
            raise StopIteration
        self.i += 1
        return self.i
print(list(Count(4)), sum(Count(3)), tuple(Count(0)), [x for x in Count(2)])
class Seq:
    def __getitem__(self, i):
        if i >= 3:
            raise IndexError
        return i * 10
print(list(Seq()), [x for x in Seq()], 20 in Seq(), 5 in Seq())
class SeqLen(Seq):
    def __len__(self):
        return 3
print(list(reversed(SeqLen())), len(SeqLen()))
it = iter([1, 2])
print(next(it), next(it), next(it, 'done'))
try:
    next(it)
except StopIteration as e:
    print('stop', e.value, e.args)
print(iter(it) is it)
for bad in (5, None, object()):
    try:
        iter(bad)
    except TypeError:
        print('TypeError')
try:
    next([])
except TypeError:
    print('TypeError')
print(list(enumerate('abc')), list(enumerate(['x'], 5)), list(enumerate('ab', start=1)))
print(list(zip([1, 2, 3], 'ab')), list(zip()), list(zip([1])), list(zip([1], [2], [3])))
print(list(map(lambda x: x * 2, [1, 2])), list(map(lambda a, b: a + b, [1, 2, 3], [10, 20])))
print(list(filter(None, [0, 1, '', 'a'])), list(filter(lambda x: x > 1, range(4))))
print(list(reversed([1, 2, 3])), list(reversed('abc')), list(reversed((1, 2))), list(reversed(range(3))))
n = [0]
def counter():
    n[0] += 1
    return n[0]
print(next(map(str, [1])), next(zip('a', 'b')), next(enumerate('q')))
l = [1, 2, 3]
out = []
for x in l:
    out.append(x)
    if x < 3 and len(l) < 6:
        l.append(x + 10)
print(out)
it = iter('añb')
print(''.join(c + '.' for c in it))
print(list(iter(b'ab')), list(iter({'k': 1})))
def gen():
    yield 1
    yield 2
print(list(zip(gen(), gen())), dict(enumerate('ab')), list(map(int, '123')))
for i in iter(Count(2)):
    print(i, end=' ')
else:
    print('else')
print(any(Count(2)), all(Count(3)), max(Count(5)), min(Count(5)), sorted(Count(3), reverse=True))
class BadIter:
    def __iter__(self):
        return 5
try:
    for x in BadIter():
        pass
except TypeError:
    print('TypeError')
