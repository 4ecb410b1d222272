# SPDX-License-Identifier: MIT
# Iterators that make iterators.


def count(start=0, step=1):
    while True:
        yield start
        start += step


def cycle(iterable):
    items = []
    for item in iterable:
        items.append(item)
        yield item
    while items:
        for item in items:
            yield item


def repeat(item, times=None):
    while times is None or times > 0:
        yield item
        if times is not None:
            times -= 1


class chain:
    def __init__(self, *iterables):
        self._items = _flatten(iterables)

    @staticmethod
    def from_iterable(iterables):
        return _flatten(iterables)

    def __iter__(self):
        return self._items

    def __next__(self):
        return next(self._items)


def _flatten(iterables):
    for iterable in iterables:
        for item in iterable:
            yield item


def islice(iterable, *limits):
    s = slice(*limits)
    start, stop, step = s.start or 0, s.stop, s.step or 1
    if start < 0 or step < 1 or (stop is not None and stop < 0):
        raise ValueError("limits must not be negative")
    it = iter(iterable)
    i = 0
    while stop is None or i < stop:
        try:
            item = next(it)
        except StopIteration:
            return
        if i >= start and (i - start) % step == 0:
            yield item
        i += 1


def accumulate(iterable, func=None, *, initial=None):
    it = iter(iterable)
    total = initial
    if initial is None:
        try:
            total = next(it)
        except StopIteration:
            return
    yield total
    for item in it:
        total = total + item if func is None else func(total, item)
        yield total


def batched(iterable, n):
    it = iter(iterable)
    while True:
        batch = tuple(islice(it, n))
        if not batch:
            return
        yield batch


def compress(data, selectors):
    return (item for item, keep in zip(data, selectors) if keep)


def dropwhile(predicate, iterable):
    it = iter(iterable)
    for item in it:
        if not predicate(item):
            yield item
            break
    for item in it:
        yield item


def takewhile(predicate, iterable):
    for item in iterable:
        if not predicate(item):
            return
        yield item


def filterfalse(predicate, iterable):
    for item in iterable:
        if not (predicate(item) if predicate else item):
            yield item


def groupby(iterable, key=None):
    group = []
    for item in iterable:
        k = key(item) if key else item
        if group and k != current:
            yield current, iter(group)
            group = []
        current = k
        group.append(item)
    if group:
        yield current, iter(group)


def pairwise(iterable):
    it = iter(iterable)
    for a in it:
        break
    for b in it:
        yield a, b
        a = b


def starmap(function, iterable):
    for args in iterable:
        yield function(*args)


def tee(iterable, n=2):
    it = iter(iterable)
    queues = [[] for _ in range(n)]

    def read(queue):
        while True:
            if not queue:
                try:
                    item = next(it)
                except StopIteration:
                    return
                for other in queues:
                    other.append(item)
            yield queue.pop(0)

    return tuple(read(queue) for queue in queues)


def zip_longest(*iterables, fillvalue=None):
    its = [iter(i) for i in iterables]
    left = len(its)
    while left:
        row = []
        for i in range(len(its)):
            try:
                row.append(fillvalue if its[i] is None else next(its[i]))
            except StopIteration:
                its[i] = None
                left -= 1
                row.append(fillvalue)
        if left:
            yield tuple(row)


def product(*iterables, repeat=1):
    pools = [tuple(p) for p in iterables] * repeat
    if not pools:
        yield ()
        return
    for head in product(*pools[:-1]):
        for item in pools[-1]:
            yield head + (item,)


def permutations(iterable, r=None):
    pool = tuple(iterable)
    n = len(pool)
    r = n if r is None else r
    if r == 0:
        yield ()
        return
    for i in range(n if r <= n else 0):
        for rest in permutations(pool[:i] + pool[i + 1:], r - 1):
            yield (pool[i],) + rest


def combinations(iterable, r):
    pool = tuple(iterable)
    if r == 0:
        yield ()
        return
    for i in range(len(pool) - r + 1):
        for rest in combinations(pool[i + 1:], r - 1):
            yield (pool[i],) + rest


def combinations_with_replacement(iterable, r):
    pool = tuple(iterable)
    if r == 0:
        yield ()
        return
    for i in range(len(pool)):
        for rest in combinations_with_replacement(pool[i:], r - 1):
            yield (pool[i],) + rest
