# SPDX-License-Identifier: MIT
# Runs before the generated programs in every interpreter: prints values the
# same way everywhere and gives each program globals of its own.


def ascii_text(s):
    if " object at " in s:
        return "an address"
    return "".join([c if " " <= c <= "~" else "<%x>" % ord(c) for c in s])


def show(v, depth=0):
    kind = type(v)
    if depth > 8:
        return "..."
    if v is None or kind in (bool, int, float, bytes, range, complex):
        return repr(v)
    if kind is str:
        return "s'" + ascii_text(v) + "'"
    if kind is bytearray:
        return "bytearray" + str(list(v))
    if kind in (list, tuple):
        return kind.__name__ + "(" + ", ".join([show(i, depth + 1) for i in v]) + ")"
    if kind is dict:
        return "{" + ", ".join([show(k, depth + 1) + ": " + show(v[k], depth + 1) for k in v]) + "}"
    if kind in (set, frozenset):
        return kind.__name__ + "{" + ", ".join(sorted([show(i, depth + 1) for i in v])) + "}"
    if isinstance(v, BaseException):
        values = [i for i in v.args if type(i) is not str]  # the texts differ
        return "E:" + kind.__name__ + show(values, depth + 1)
    if isinstance(v, slice):
        return "slice"
    if kind is type:
        return "class " + v.__name__
    name = kind.__name__
    return "<" + (name if name[:1] == "K" else "object") + ">"


def emit(n, v):
    print(n, show(v))


def fail(n, e):
    print(n, "! " + type(e).__name__)


def step(n, f):
    try:
        v = f()
    except BaseException as e:
        fail(n, e)
    else:
        emit(n, v)


def t(n, v):
    print(n, "trace")
    return v


def take(iterable):
    taken = []
    for v in iterable:
        taken.append(v)
        if len(taken) == 12:
            break
    return taken


def near(v):
    """A float whose last digits are the libm's."""
    return v if v != v or v in (float("inf"), float("-inf")) else "%.11e" % v


def vars_of(o):
    return list(o.__dict__)


NAMES = (show, emit, fail, step, t, take, near, vars_of)


def run(number, source):
    names = {}
    for f, name in zip(NAMES, ("show", "emit", "fail", "step", "t", "take", "near", "vars_of")):
        names[name] = f
    names["views"] = (type({}.keys()), type({}.values()), type({}.items()))
    names["__name__"] = "generated"
    print("@@", number)
    try:
        exec(source, names)
    except BaseException as e:
        print("0 ! " + type(e).__name__)
    print("@@ end")
