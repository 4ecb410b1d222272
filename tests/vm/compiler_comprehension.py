# Comprehensions and generator expressions: scopes, closures, nesting.
print([x for x in range(5)], {x % 3 for x in range(9)} == {0, 1, 2}, {x: x * x for x in range(3)})
print([(x, y) for x in range(3) for y in range(x)], [x for x in range(10) if x % 2 if x > 4])
print([[j for j in range(i)] for i in range(4)], [x for x in [x for x in range(3)]])
print(list(x for x in range(3)), sum(x * x for x in range(5)), max((len(s) for s in ['a', 'bb'])))
x = 'outer'
print([x for x in range(2)], x)
x = [1, 2]
print([x for x in x], x)


def scopes():
    x = 10
    a = [x for x in range(3)]
    b = [lambda: i for i in range(3)]
    c = [lambda i=i: i for i in range(3)]
    d = [x + y for y in a]
    e = {k: v for k, v in [(1, 2), (3, 4)]}
    f = [y for y in (z for z in a)]
    return x, a, [g() for g in b], [g() for g in c], d, e, f


print(scopes())


def nested_closure(n):
    return [[(lambda: (i, j, n))() for j in range(2)] for i in range(2)]


print(nested_closure(5))


def fresh_cells():
    out = []
    for k in range(2):
        out.append([lambda: i + k for i in range(2)])
    return [[f() for f in fs] for fs in out]


print(fresh_cells())


class C:
    n = 3
    l = [i for i in range(n)]
    g = list(i for i in range(n))
    try:
        bad = [n for _ in range(1)]
    except NameError:
        bad = 'NameError'
    d = {i: j for i, j in zip(l, g)}


print(C.l, C.g, C.bad, C.d)


def gen_lazy():
    log = []
    g = (log.append(i) or i for i in range(3))
    log.append('made')
    r = [next(g), next(g)]
    return log, r


print(gen_lazy())


def unbound_inner():
    try:
        return [y for x in range(2) for y in [y]]
    except NameError:
        return 'NameError'


print(unbound_inner(), unbound_inner())
y = 5


def cond(a):
    return [b if b else c for b, c in a if b or c], [*(x for x in a)], {*[1, 2]}


print(cond([(0, 1), (2, 3), (0, 0)]))
print([a + b for a, b in zip([1, 2], [3, 4])], [a for a, *b in [(1, 2, 3)]], [b for a, *b in [(1, 2, 3)]])
print([i for i in range(5) if (j := i * 2) > 4], j)


def walrus():
    r = [k := i for i in range(3)]
    t = [k for _ in range(2)]
    any((m := v) > 1 for v in range(4))
    return r, k, t, m


print(walrus())
print(dict((k, v) for k, v in {'a': 1}.items()), tuple(i for i in 'ab'))
print([[i for i in range(j)] for j in [len(s) for s in ('a', 'bb')]])
print(sorted({c for c in 'hello'}), [*map(lambda q: [q for _ in range(q)], range(3))])


def args(*a, **k):
    return [v for v in a] + [k[n] for n in sorted(k)]


print(args(1, 2, b=4, a=3))
print(list((i, j) for i in range(2) for j in (k for k in range(i + 1))))
g = (i for i in range(3))
print(next(g), list(g), list(g))
try:
    (1 / 0 for i in [1]).__next__()
except ZeroDivisionError:
    print('ZeroDivisionError')
try:
    (i for i in 5)
except TypeError:
    print('TypeError')
