# contextlib, copy, bisect, types, inspect, collections.defaultdict.
import bisect
import copy
import inspect
import types
from collections import OrderedDict, defaultdict, deque
from contextlib import (ExitStack, closing, contextmanager, nullcontext,
                        suppress)


def attempt(f, *args, **keywords):
    try:
        print(f(*args, **keywords))
    except Exception as e:
        print(type(e).__name__, e.args)


@contextmanager
def noisy(name, swallow=False):
    print("enter", name)
    try:
        yield name
    except ValueError as e:
        print("caught", e)
        if not swallow:
            raise
    finally:
        print("leave", name)


def use(manager, error=None):
    with manager as value:
        print("inside", value)
        if error:
            raise error
    return "after"


attempt(use, noisy("a"))
attempt(use, noisy("b"), ValueError(1))
attempt(use, noisy("c", True), ValueError(2))
attempt(use, noisy("d"), KeyError(3))
attempt(use, suppress(KeyError, ValueError), ValueError(4))
attempt(use, suppress(KeyError), ValueError(5))
attempt(use, nullcontext(6))


class Thing:
    def close(self):
        print("closed")


use(closing(Thing())) if False else closing(Thing()).__exit__(None, None, None)


def stack(error=None):
    with ExitStack() as s:
        s.enter_context(noisy("one"))
        s.callback(print, "callback", 1)
        s.enter_context(noisy("two", True))
        if error:
            raise error
    return "done"


attempt(stack)
attempt(stack, ValueError(7))
attempt(stack, KeyError(8))


class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y


p = Point([1], {"a": [2]})
q, r = copy.copy(p), copy.deepcopy(p)
print(q.x is p.x, r.x is p.x, r.x, r.y, type(r) is Point)
nested = [1, (2, [3]), {"k": {4}}, b"x", bytearray(b"y"), OrderedDict(a=[5])]
nested.append(nested)
c = copy.deepcopy(nested)
print(c[:6] == nested[:6], c[1][1] is nested[1][1], c[6] is c)
s = copy.copy(nested)
print(s is nested, s[1] is nested[1], copy.copy((1, 2)), copy.copy(None))
print(list(copy.copy(deque([1, 2, 3], 3))), copy.deepcopy(len) is len)

a = [1, 3, 3, 5]
for x in range(7):
    print(x, bisect.bisect_left(a, x), bisect.bisect_right(a, x), end=" ")
bisect.insort(a, 4)
bisect.insort_left(a, 3)
print(a, bisect.bisect(a, 3, 0, 2), bisect.bisect_left("abc", "B", key=str.upper))

n = types.SimpleNamespace(a=1, b="x")
n.c = 2
print(n, n == types.SimpleNamespace(a=1, b="x", c=2), n.a)
print(isinstance(attempt, types.FunctionType), isinstance(
    (i for i in ()), types.GeneratorType), isinstance(p, types.MethodType))
print(inspect.isfunction(attempt), inspect.isclass(Point), inspect.ismodule(
    inspect), inspect.isbuiltin(len), inspect.ismethod(Thing().close),
      inspect.isgenerator(i for i in ()))
print([name for name, _ in inspect.getmembers(p) if name[0] != "_"])

d = defaultdict(list)
d["a"].append(1)
d["a"].append(2)
print(d["b"], d, len(d), "c" in d, d.get("c"))
d = defaultdict(int, {"x": 1}, y=2)
d["z"] += 5
print(sorted(d.items()))
attempt(lambda: defaultdict()["a"])
