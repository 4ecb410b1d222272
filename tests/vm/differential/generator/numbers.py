# SPDX-License-Identifier: MIT
"""Arithmetic on big integers and floats, and what `math` makes of them."""

MATH = ["sqrt", "exp", "log", "log2", "log10", "sin", "cos", "tan", "atan", "asin", "acos", "floor", "ceil", "trunc", "fabs", "isnan",
        "isinf", "isfinite", "degrees", "radians", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "expm1", "erf", "gamma", "lgamma",
        "modf", "frexp", "factorial"]
INEXACT = {"exp", "log", "log2", "log10", "sin", "cos", "tan", "atan", "asin", "acos", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh",
           "expm1", "erf", "gamma", "lgamma", "degrees", "radians"}


def big(p):
    return str(p.of([-1, 1]) * p.r.getrandbits(p.pick(8, 62, 63, 64, 65, 128, 300, 1000, 3000)))


def chain(p):
    """A value that is changed a few times."""
    name = p.name()
    p.line("%s = %s" % (name, p.pick(big(p), big(p), p.float())))
    for _ in range(p.r.randint(3, 7)):
        op = p.pick("+", "-", "*", "//", "%", "&", "|", "^", "<<", ">>", "/", "divmod")
        if op in ("<<", ">>"):
            right = str(p.below(200))
        else:
            right = p.pick(big(p), p.int(), p.float(), "2", "-1")
        if op == "divmod":
            p.step("divmod(%s, %s)" % (name, right))
        else:
            p.attempt("%s = %s %s %s" % (name, name, op, right), name)
    p.step("(%s == %s, %s < %s, hash(%s) == hash(int(%s)))" % (name, p.int(), name, p.number(), name, name))


def text(p):
    n = big(p)
    return p.pick("str(%s)" % n, "int(str(%s))" % n, "hex(%s)" % n, "int(hex(%s), 16)" % n, "'%%d|%%x|%%o' %% (%s, %s, %s)" % (n, n, n),
                  "float(%s)" % n, "(%s) / (%s)" % (n, big(p)), "(%s) == float(%s)" % (n, n), "(%s) < %s" % (n, p.float()), "int(%s)" % p.float(),
                  "pow(%s, %s, %s)" % (n, p.below(500), big(p)), "round(%s, %s)" % (n, p.r.randint(-30, 2)), "(%s).to_bytes(400, 'big')" % n.lstrip("-"),
                  "-(%s) >> %d" % (n, p.below(70)), "~(%s)" % n, "abs(%s)" % n, "bool(%s)" % n, "(%s) %% (%s)" % (n, big(p)), "'{:,}'.format(%s)" % n,
                  "'{:x}'.format(%s)" % n, "(%s) // (%s)" % (n, big(p)), "(%s) * (%s)" % (n, big(p)))


def functions(p):
    name = p.of(MATH)
    value = p.pick(p.float(), str(p.r.randint(-3, 20)), p.float())
    if name in ("factorial",):
        value = p.small()
    call = "math.%s(%s)" % (name, value)
    return "near(%s)" % call if name in INEXACT else call


def two(p):
    return p.pick("near(math.atan2(%s, %s))", "math.fmod(%s, %s)", "math.copysign(%s, %s)", "near(math.pow(%s, %s))", "math.isclose(%s, %s)",
                  "math.fmod(%s, %s)") % (p.float(), p.float())


def program(p):
    p.line("import math")
    for _ in range(p.r.randint(2, 4)):
        p.step(text(p))
        p.step(p.pick(functions, two)(p))
    chain(p)
