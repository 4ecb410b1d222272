# SPDX-License-Identifier: MIT
# Remembers results.
from functools import lru_cache, partial, reduce


@lru_cache(None)
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(80), partial(pow, 2)(10), reduce(max, [3, 7, 5]))
