# SPDX-License-Identifier: MIT
# Functions with more registers than one byte names: compiled and run, and
# the same as an image that has been verified.
try:
    import marshal
except ImportError:
    print("SKIP")
    raise SystemExit


def source(*lines):
    return "\n".join(lines) + "\n"


def run(text):
    space = {}
    code = compile(text, "text", "exec")
    if as_image:
        code = marshal.loads(marshal.dumps(code))
    exec(code, space)
    return space


N = 400
names = ["a%d" % i for i in range(N)]


def parameters():
    # Parameters: positional, by name, defaults, keyword-only, *args, **kwargs.
    f = run("def f(%s):\n return a0, a249, a250, a255, a256, a%d" % (", ".join(names), N - 1))["f"]
    print(f(*range(N)))
    print(f(**{n: i * 2 for i, n in enumerate(names)}))
    print(f(*range(100), **{n: -i for i, n in enumerate(names) if i >= 100}))
    try:
        f(*range(N - 1))
    except TypeError as e:
        print("TypeError", e)
    try:
        f(*range(N + 1))
    except TypeError as e:
        print("TypeError", e)

    f = run(
        "def f(%s):\n return a0 + a255 + a256 + a%d"
        % (", ".join("%s=%d" % (n, i) for i, n in enumerate(names)), N - 1)
    )["f"]
    print(f(), f(1000), f(*range(1, N + 1)), f(a256=1000), f(a399=0))

    f = run("def f(*, %s):\n return a3, a260, a399" % ", ".join("%s=%d" % (n, i) for i, n in enumerate(names)))["f"]
    print(f(), f(a260=5), f(a399=1, a3=2))

    f = run("def f(%s, *args, k=5, **kw):\n return a399, args, k, sorted(kw.items())" % ", ".join(names))["f"]
    print(f(*range(N + 3)))
    print(f(*range(N), k=7, z=1, y=2))


def assignments():
    # Locals: assigned, deleted, unbound, in loops and augmented.
    body = ["def f(n):"]
    for i in range(N):
        body.append("    x%d = n + %d" % (i, i))
    body.append("    x300 += x301 * x299")
    body.append("    x301, x302 = x302, x301")
    body.append("    for x350 in range(3):")
    body.append("        x351 = x350")
    body.append("    x352 = [x353 + y for y in range(x354) if y > x355 - 10]")
    body.append("    x356 = -x357; x358 = not x359; x360 = x361 == x362 - 1")
    body.append("    x363 = x364 if x365 < x366 else x367")
    body.append("    x368 = x369[1:2] if 0 else (x370, x371)[0]")
    body.append("    x372 = x373 and x374 or x375; x376 = '%s|%r' % (x377, x378)")
    body.append("    x379 = f'{x380!r:>8}|{x381}'; x382 = {x383: x384, **{1: 2}}; x385 = {x386, x387}")
    body.append("    *x388, x389 = 1, 2, 3")
    body.append("    del x0, x390")
    body.append("    try:")
    body.append("        x390")
    body.append("    except NameError as e:")
    body.append("        print('unbound', e)")
    body.append("    return [%s]" % ", ".join("x%d" % i for i in list(range(295, 305)) + list(range(350, 390))))
    for v in run(source(*body))["f"](10):
        print(v, end=" ")
    print()


def calls():
    # Calls with windows in far registers; methods, keywords, stars.
    body = ["def g(*a, **k):", "    return a, sorted(k.items())", "class C:"]
    body += ["    def m(self, *a, **k):", "        return g(*a, **k)", "def f(c):"]
    for i in range(N):
        body.append("    x%d = %d" % (i, i))
    body.append("    r = [g(x1, x300), g(x1, k=x300), g(*[x300], **{'z': x301}), c.m(x302, x2), c.m(x303, y=x304), c.m(*[1], **{'w': 2})]")
    body.append("    r.append(max(x310, x311, key=lambda v: -v))")
    body.append("    r.append(g(g(g(x312), x313), x314))")
    body.append("    c.attr = x315; r.append(c.attr + x316)")
    body.append("    d = [0] * 10; d[x5] = x317; d[3] = x318; d[1:2] = [x319]; del d[x6]; r.append(d)")
    body.append("    return r")
    s = run(source(*body))
    for v in s["f"](s["C"]()):
        print(v)


def cells_and_closures():
    # Cells and closures.
    body = ["def outer():"]
    for i in range(N):
        body.append("    x%d = %d" % (i, i))
    body.append("    def inner():")
    body.append("        nonlocal x398")
    body.append("        x398 += 1")
    body.append("        def deepest():")
    body.append("            return x398 + x397")
    body.append("        return %s, deepest()" % " + ".join("x%d" % i for i in range(N)))
    body.append("    def change(v):")
    body.append("        nonlocal x300, x301")
    body.append("        x300 = v")
    body.append("        del x301")
    body.append("    return inner, change, lambda: (x300, x301)")
    inner, change, read = run(source(*body))["outer"]()
    print(inner(), inner(), read())
    change(-5)
    try:
        read()
    except NameError as e:
        print("NameError")
    f = run("def f(%s):\n return lambda: %s" % (", ".join(names), "+".join(names)))["f"]
    print(f(*range(N))())


def generators():
    # Generators: values sent, thrown, delegated; in far registers.
    body = ["def sub(n):", "    for i in range(n):", "        try:", "            got = yield i", "            print('got', got)"]
    body += ["        except KeyError as e:", "            print('thrown', e)", "    return 'end'", "def gen():"]
    for i in range(N):
        body.append("    x%d = %d" % (i, i))
    body.append("    x300 = yield x301")
    body.append("    x302 = (yield x300), (yield x303)")
    body.append("    yield x302")
    body.append("    x304 = yield from sub(3)")
    body.append("    yield x304")
    body.append("    for x305 in (yield [1, 2]):")
    body.append("        yield x305 * x306")
    body.append("    x307 = yield from [x308, x309]")
    body.append("    try:")
    body.append("        yield x310")
    body.append("    finally:")
    body.append("        print('closed', x311)")
    g = run(source(*body))["gen"]()
    print(next(g), g.send("s"), g.send("t"), g.send("u"))
    print(next(g), g.send("v"), g.throw(KeyError("k")), g.send("w"))
    print(next(g), g.send((7, 8)), next(g), next(g), next(g), next(g))
    g.close()
    try:
        next(g)
    except StopIteration:
        print("stop")

    def chain(depth):
        body = ["def gen(n):"]
        for i in range(N):
            body.append("    x%d = n" % i)
        body.append("    if n:")
        body.append("        x399 = yield from gen(n - 1)")
        body.append("    else:")
        body.append("        x399 = 0")
        body.append("    x398 = yield (n, x399)")
        body.append("    return x398, x399")
        return run(source(*body))["gen"](depth)

    g = chain(4)
    try:
        v = next(g)
        while True:
            print(v, end=" ")
            v = g.send(v[0] * 10)
    except StopIteration as e:
        print("value", e.value)
    for v in chain(2):
        print(v)


def loops():
    # Iterating such a generator with FOR in far registers, and plain iterators.
    body = ["class I:", "    def __init__(self): self.n = 0", "    def __iter__(self): return self"]
    body += ["    def __next__(self):", "        self.n += 1", "        if self.n > 3: raise StopIteration", "        return self.n"]
    body += ["def numbers(n):", "    while n:", "        yield n", "        n -= 1", "def f():"]
    for i in range(N):
        body.append("    x%d = %d" % (i, i))
    body.append("    out = []")
    body.append("    for x300 in numbers(3):")
    body.append("        for x301 in I():")
    body.append("            for x302, x303 in {x300: x301}.items():")
    body.append("                for x304 in 'ab':")
    body.append("                    if x301 == 2: continue")
    body.append("                    out.append((x300, x301, x302, x303, x304))")
    body.append("                else:")
    body.append("                    if x300 == 1: break")
    body.append("    return out")
    print(run(source(*body))["f"]())


def exits():
    # try, with, finally.
    body = ["class M:", "    def __enter__(self): return 'in'", "    def __exit__(self, t, v, b):", "        print('exit', t, v)", "        return True", "def f(how):"]
    for i in range(N):
        body.append("    x%d = %d" % (i, i))
    body.append("    for x398 in range(3):")
    body.append("        try:")
    body.append("            try:")
    body.append("                with M() as x399:")
    body.append("                    print(x399, how)")
    body.append("                    if how == 0: return x300")
    body.append("                    if how == 1: break")
    body.append("                    if how == 2: continue")
    body.append("                    if how == 3: raise ValueError(x301)")
    body.append("                if how == 4: raise KeyError(x302)")
    body.append("                if how == 5: raise OSError(x303)")
    body.append("            except KeyError as x397:")
    body.append("                print('caught', x397.args)")
    body.append("                raise")
    body.append("            finally:")
    body.append("                print('finally', x304)")
    body.append("        except (KeyError, OSError) as e:")
    body.append("            print('outer', type(e).__name__)")
    body.append("    else:")
    body.append("        return 'else'")
    body.append("    return 'broken'")
    f = run(source(*body))["f"]
    for how in range(7):
        print(how, f(how))


def deep_nesting():
    # Deep nesting.
    for n in (100, 150):
        for head in ("for i%d in range(1):", "while 1:", "if 1:", "with m() as i%d:"):
            text = "class m:\n def __enter__(self): return 1\n def __exit__(self, *a): pass\ndef f():\n"
            text += "".join(" " * (i + 1) + (head % i if "%" in head else head) + "\n" for i in range(n))
            text += " " * (n + 1) + "return %d\n" % n
            print(head, run(text)["f"]())
        text = "def f(k):\n" + "".join(" " * (i + 1) + "try:\n" for i in range(n)) + " " * (n + 1) + "return k[0]\n"
        for i in range(n - 1, -1, -1):
            text += " " * (i + 1) + ("finally: k.append(%d)\n" % i if i % 2 else "except ZeroDivisionError: pass\n")
        k = [7]
        print(run(text)["f"](k), len(k))
    for n in (100, 300):
        for a, b in (("[", "]"), ("(", ",)"), ("{0:", "}"), ("abs(", ")"), ("[x for x in ", "]"), ("-", ""), ("1+(", ")"), ("1-(", ")"), ("1 if 0 else (", ")"), ("not (", ")")):
            v = eval(a * n + ("[1]" if "for" in a else "1") + b * n)
            depth = 0
            while isinstance(v, (list, tuple, dict)) and v:
                v = v[0]
                depth += 1
            print(n, a, depth, v)


for as_image in (False, True):
    for test in (parameters, assignments, calls, cells_and_closures, generators,
                 loops, exits, deep_nesting):
        test()
