# itertools and functools beside CPython's.
import functools
import itertools as it


def attempt(f, *args, **keywords):
    try:
        print(f(*args, **keywords))
    except Exception as e:
        print(type(e).__name__)


def upto(iterator, n=8):
    return list(it.islice(iterator, n))


print(upto(it.count()), upto(it.count(10, -3)), upto(it.cycle("abc")))
print(upto(it.cycle("")), upto(it.repeat(7)), list(it.repeat(7, 3)))
print(list(it.chain("ab", [], (1, 2))))
print(list(it.chain.from_iterable(["ab", "cd"])))
for limits in ((3,), (2, 5), (2, None), (0, 10, 3), (5, 2), (0,)):
    print(list(it.islice(range(9), *limits)))
attempt(lambda: list(it.islice("abc", -1)))
print(list(it.accumulate([1, 2, 3])), list(it.accumulate([])))
print(list(it.accumulate([1, 2, 3], lambda a, b: a * b, initial=10)))
print(list(it.compress("abcdef", [1, 0, 1, 0, 1])))
print(list(it.dropwhile(lambda x: x < 3, [1, 3, 2, 5])))
print(list(it.takewhile(lambda x: x < 3, [1, 2, 5, 1])))
print(list(it.filterfalse(None, [0, 1, "", "a"])))
print(list(it.filterfalse(lambda x: x % 2, range(6))))
print([(k, list(g)) for k, g in it.groupby("aabccc")])
print([(k, list(g)) for k, g in it.groupby([1, 3, 2, 4, 5],
                                           lambda x: x % 2)])
print(list(it.pairwise("abcd")), list(it.pairwise("a")), list(it.pairwise("")))
print(list(it.starmap(pow, [(2, 3), (3, 2)])))
a, b = it.tee("abc")
print(next(a), next(a), list(b), list(a))
print(list(it.zip_longest("ab", "xyz", [1], fillvalue=0)))
print(list(it.product("ab", [1, 2])), list(it.product()))
print(list(it.product([0, 1], repeat=2)))
print(list(it.permutations("abc")), list(it.permutations("abc", 2)))
print(list(it.permutations("ab", 3)), list(it.permutations("", 0)))
print(list(it.combinations("abcd", 2)), list(it.combinations("ab", 3)))
print(list(it.combinations_with_replacement("ab", 2)))

print(functools.reduce(lambda x, y: x - y, [10, 2, 3]))
print(functools.reduce(max, [], 5))
attempt(functools.reduce, max, [])
print(functools.partial(print, 1, sep="-")(2, 3, sep="+"))
print(sorted([3, 1, 2], key=functools.cmp_to_key(lambda a, b: b - a)))


@functools.lru_cache(maxsize=2)
def square(x):
    print("computing", x)
    return x * x


print([square(x) for x in (1, 2, 1, 3, 1, 2)], tuple(square.cache_info()))
square.cache_clear()
print(square(x=4), square(x=4), tuple(square.cache_info()))


@functools.wraps(square)
def wrapped():
    return "wrapped"


print(wrapped())
