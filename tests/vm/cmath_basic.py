# cmath, to ten digits.
try:
    import cmath
except ImportError:
    print("SKIP")
    raise SystemExit


def show(v):
    if isinstance(v, tuple):
        return "(%s)" % ", ".join(show(x) for x in v)
    if isinstance(v, complex):
        return "%s %s" % (show(v.real), show(v.imag))
    return "%.10g" % (0.0 if abs(v) < 1e-12 else v)


values = [1, -1, 2.5, -2.5, 1j, 1 + 2j, -3 - 4j, -0.5 + 0.25j, 3 - 0.1j, True]
for name in ("phase", "polar", "exp", "log", "log10", "sqrt", "cos", "sin"):
    f = getattr(cmath, name)
    for v in values:
        print(name, show(f(v)))
for r, phi in ((1, 2), (1, 0), (-1, 0.5), (2.5, -3), (0, 1)):
    print("rect", r, phi, show(cmath.rect(r, phi)))
print(show(cmath.pi), show(cmath.e), show(cmath.polar(0)), show(cmath.sqrt(0)))
for f, args in ((cmath.rect, (1j, 1)), (cmath.phase, ("a",)), (cmath.sqrt, (None,)),
                (cmath.rect, (1,)), (cmath.exp, ())):
    try:
        f(*args)
        print("no error")
    except TypeError:
        print("TypeError")
