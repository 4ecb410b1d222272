# SPDX-License-Identifier: MIT
# Functions that take or give functions.


def partial(func, *args, **keywords):
    def call(*more, **more_keywords):
        both = dict(keywords)
        both.update(more_keywords)
        return func(*(args + more), **both)

    return call


def reduce(function, iterable, *initial):
    it = iter(iterable)
    if initial:
        value = initial[0]
    else:
        for value in it:
            break
        else:
            raise TypeError("reduce() of empty iterable with no initial value")
    for item in it:
        value = function(value, item)
    return value


# Functions have no attributes to copy.
def update_wrapper(wrapper, wrapped, assigned=None, updated=None):
    return wrapper


def wraps(wrapped, assigned=None, updated=None):
    return lambda wrapper: wrapper


def cmp_to_key(compare):
    class Key:
        def __init__(self, value):
            self.value = value

        def __lt__(self, other):
            return compare(self.value, other.value) < 0

        def __le__(self, other):
            return compare(self.value, other.value) <= 0

        def __gt__(self, other):
            return compare(self.value, other.value) > 0

        def __ge__(self, other):
            return compare(self.value, other.value) >= 0

        def __eq__(self, other):
            return compare(self.value, other.value) == 0

    return Key


class _Cached:
    def __init__(self, func, maxsize):
        self.func = func
        self.maxsize = maxsize
        self.cache_clear()

    def cache_clear(self):
        self._results = {}
        self._hits = 0
        self._misses = 0

    def cache_info(self):
        return (self._hits, self._misses, self.maxsize, len(self._results))

    def __call__(self, *args, **keywords):
        key = (args, tuple(sorted(keywords.items()))) if keywords else args
        if key in self._results:
            self._hits += 1
            # the newest one is the last
            value = self._results.pop(key)
        else:
            self._misses += 1
            value = self.func(*args, **keywords)
            if self.maxsize is not None and (
                    len(self._results) >= self.maxsize):
                if not self.maxsize:
                    return value
                self._results.pop(next(iter(self._results)))
        self._results[key] = value
        return value


def lru_cache(maxsize=128, typed=False):
    if callable(maxsize):
        return _Cached(maxsize, 128)
    return lambda func: _Cached(func, maxsize)


def cache(func):
    return _Cached(func, None)
