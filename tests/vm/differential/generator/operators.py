# SPDX-License-Identifier: MIT
"""Operators between values of all types, with and without a meaning."""

BINARY = ["+", "-", "*", "/", "//", "%", "&", "|", "^", "==", "!=", "<", "<=", ">", ">=", "in",
          "not in", "and", "or", "is"]
AUGMENTED = ["+=", "-=", "*=", "/=", "//=", "%=", "&=", "|=", "^="]


def is_number(text):
    return text.lstrip("-")[:1].isdigit()


def operand(p):
    return p.pick(p.any, p.any, p.number, p.sequence, p.set, p.dict, p.complex, p.frozenset)()


def binary(p):
    op = p.of(BINARY)
    left, right = operand(p), operand(p)
    if op == "*":  # keep the results small
        left, right = p.pick((left, p.small()), (p.small(), right), (p.number(), p.number()))
    if op == "is":
        left, right = p.pick((operand(p), "None"), ("None", p.none()), ("True", p.bool()),
                             ("type(%s)" % operand(p), "type(%s)" % operand(p)))
    return "(%s) %s (%s)" % (left, op, right)


def power(p):
    base, exponent = p.number(), p.pick(str(p.r.randint(-3, 9)), p.half(), "True")
    return "(%s) ** (%s)" % (base, exponent)


def shift(p):
    return "(%s) %s %d" % (p.pick(p.int, p.bool)(), p.pick("<<", ">>"), p.r.randint(-1, 150))


def unary(p):
    return "%s(%s)" % (p.pick("-", "+", "~", "not ", "abs", "bool", "len", "hash", "repr", "str",
                              "type", "list", "sorted", "sum", "max", "min", "any", "all"),
                       p.pick(p.any, p.any, p.number, p.sequence, p.complex)())


def chained(p):
    kind = p.pick(p.int, p.float, p.str, p.any)
    return "%s %s %s %s %s" % (kind(), p.of(BINARY[9:15]), kind(), p.of(BINARY[9:15]), kind())


def show_hash(text):
    """hash() itself differs; that it works or not does not."""
    return "hash(%s) and 0" % text[5:-1] if text.startswith("hash(") else text


def program(p):
    for _ in range(p.r.randint(4, 9)):
        make = p.pick(binary, binary, binary, power, shift, unary, chained)
        text = show_hash(make(p))
        if text.startswith("type("):
            text += ".__name__"
        p.step(text)
    name = p.name()
    p.line("%s = %s" % (name, operand(p)))
    for _ in range(p.below(4)):
        op = p.of(AUGMENTED)
        right = p.small() if op == "*=" else operand(p)
        p.attempt("%s %s %s" % (name, op, right), name)
