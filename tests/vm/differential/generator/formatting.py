# SPDX-License-Identifier: MIT
"""The four ways to format: %, format(), str.format and f-strings."""


def specification(p, kind):
    """Mostly one that fits the kind of value."""
    types = {"int": ["", "d", "x", "X", "b", "o", "n", "c", "e", "f", "g", "%"],
             "float": ["", "e", "E", "f", "F", "g", "G", "%", "n"],
             "str": ["", "s"]}[kind]
    text = ""
    if p.chance(40):
        text += p.pick("", "", "*", "0", "\u20ac") + p.of("<>^" if kind == "str" else "<>^=")
    if kind != "str":
        text += p.pick("", "", "", "+", "-", " ")
        text += p.pick("", "", "", "#") if kind == "int" else ""
        text += p.pick("", "", "", "0")
    text += p.pick("", str(p.r.randint(1, 30)))
    if kind != "str":
        text += p.pick("", "", "", ",", "_" if p.chance(50) else "")
    if kind != "int" and p.chance(40):
        text += ".%d" % p.below(20)
    return text + (p.of(types) if p.chance(90) else p.pick("s", "d", "q", "f", "x"))


def value(p):
    kind = p.pick("int", "int", "float", "float", "str")
    if kind == "int" and p.chance(10):
        return kind, p.bool()
    return kind, getattr(p, kind)()


def by_format(p):
    kind, text = value(p)
    p.step("format(%s, %r)" % (text, specification(p, kind)))


def by_method(p):
    fields, args = [], []
    automatic = p.chance(60)
    for number in range(p.r.randint(1, 4)):
        kind, text = value(p)
        if p.chance(20):
            kind, text = "any", p.any()
        field = "" if automatic else str(number)
        if p.chance(15):
            field, text = p.identifier() + str(number), "%s=%s" % (p.identifier() + str(number), text)
            field = text.partition("=")[0]
        conversion = p.pick("", "", "", "!r", "!s")
        spec = ""
        if conversion == "" and kind != "any" and p.chance(60):
            spec = ":" + specification(p, kind)
        elif p.chance(40):
            spec = p.pick(":10", ":>12", ":<9", ":^11") if kind == "str" or conversion else ""
        fields.append("{%s%s%s}" % (field, conversion, spec))
        args.append(text)
    args.sort(key=lambda a: a.partition("=")[0].isidentifier() and "=" in a)
    text = p.pick("", "a", "{{", "}}", "|").join(fields)
    p.step("%r.format(%s)" % (text, ", ".join(args)))


def by_percent(p):
    parts, args = [], []
    named = p.chance(15)
    for number in range(p.r.randint(1, 3)):
        kind, text = value(p)
        letter = {"int": "dixXoc", "float": "eEfFgG", "str": "sra"}[kind]
        letter = p.of(letter) if p.chance(85) else p.of("dixXoeEfFgGsrc")
        if letter == "c":
            text = p.pick(str(p.r.randint(32, 126)), "'q'")
        flags = "".join(p.pick("", "", flag) for flag in "-+ #0")
        width = p.pick("", "", str(p.r.randint(1, 20)))
        precision = "" if letter == "c" else p.pick("", "", "." + str(p.below(15)))
        name = "(k%d)" % number if named else ""
        if not named and p.chance(8):
            width = "*"
            args.append(str(p.r.randint(-12, 12)))
        parts.append("%" + name + flags + width + precision + letter)
        args.append("'k%d': %s" % (number, text) if named else text)
    text = p.pick("", " ", "%%", "x").join(parts)
    if named:
        p.step("%r %% {%s}" % (text, ", ".join(args)))
    else:
        p.step("%r %% (%s,)" % (text, ", ".join(args)))


def by_f_string(p):
    name = p.name()
    kind, text = value(p)
    p.line("%s = %s" % (name, text))
    fields = []
    for _ in range(p.r.randint(1, 3)):
        inner = p.pick(name, "(%s)" % name, name + " ", "[%s, 1]" % name, "%s if %s else 0" % (name, name),
                       "(lambda: %s)()" % name)
        if inner == name and p.chance(70):
            spec = specification(p, kind).replace("{", "").replace("}", "")
            if p.chance(20):
                spec = p.pick("{3 + 4}", ">{12}", "{'<'}9")
            fields.append("{%s%s:%s}" % (name, p.pick("", "", "="), spec))
        else:
            fields.append("{%s%s}" % (inner, p.pick("", "!r", "!s", "=")))
    body = p.pick("", "a", "{{", "}}").join(fields)
    p.step("f%s%s%s" % ('"""', body, '"""'))


def percent_mismatch(p):
    p.step("%r %% %s" % (p.pick("%s", "%d %s", "%d", "%", "%q", "%(a)s", "abc", "%s %s", "%.3s|%5s"),
                         p.any()))


def program(p):
    makers = [by_format, by_method, by_percent, by_f_string]
    for _ in range(p.r.randint(4, 8)):
        p.of(makers)(p)
    if p.chance(30):
        percent_mismatch(p)
