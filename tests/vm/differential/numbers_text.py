#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compare upy with CPython on random expressions about numbers and text.

Expressions are generated from a seed, run by both in batches, and compared
by their printed results.  Differences that are known and meant (see KNOWN)
are counted apart; any other difference fails and is printed with the
expression that shows it.
"""

import argparse
import os
import random
import re
import subprocess
import sys

PROLOGUE = r"""
def show(v):
    if isinstance(v, float):
        return repr(v)
    if isinstance(v, str):
        return "s" + ascii_text(v)
    if isinstance(v, (list, tuple)):
        return type(v).__name__ + "(" + ", ".join([show(i) for i in v]) + ")"
    if isinstance(v, dict):
        return "{" + ", ".join([show(k) + ": " + show(v[k]) for k in v]) + "}"
    return repr(v)


def ascii_text(s):
    return "".join([c if " " <= c <= "~" else "<%x>" % ord(c) for c in s])


def run(n, f):
    try:
        text = show(f())
    except Exception as e:
        text = "! " + type(e).__name__
    print(n, text)


"""

# Exception types that stand for one another: MicroPython's and CPython's.
SAME_ERROR = [{"ValueError", "UnicodeError", "UnicodeDecodeError"},
              {"OverflowError", "ValueError"},
              {"TypeError", "ValueError"},
              {"OverflowError", "MemoryError"},
              {"struct.error", "ValueError"}]


class Generator:
    def __init__(self, seed):
        self.r = random.Random(seed)

    def pick(self, *choices):
        return self.r.choice(choices)

    def integer(self):
        r = self.r
        kind = r.randrange(8)
        if kind < 4:
            return str(r.randrange(-20, 100))
        if kind == 4:
            return str(r.choice([-1, 1]) * ((1 << r.randrange(8, 140)) + r.randrange(-2, 3)))
        if kind == 5:
            return "0x%x" % r.getrandbits(r.randrange(1, 200))
        if kind == 6:
            return self.pick("True", "False")
        return str(r.getrandbits(64) * r.choice([-1, 1]))

    def floating(self):
        r = self.r
        kind = r.randrange(6)
        if kind == 0:
            return repr(round(r.uniform(-100, 100), r.randrange(5)))
        if kind == 1:
            return repr(r.uniform(-1, 1) * 10.0 ** r.randrange(-30, 30))
        if kind == 2:
            return self.pick("0.0", "-0.0", "1.0", "0.5", "2.5", "1e16", "1e15", "1e-5", "1e22", "1e100")
        if kind == 3:
            return self.pick("float('inf')", "float('-inf')", "float('nan')")
        if kind == 4:
            return repr(r.randrange(1000) / 8)
        return repr(r.random())

    def text(self):
        r = self.r
        alphabet = r.choice(["ab", "abc ,", "aAbB12 _", "a日€😀b", "01234567", "xyz\n\t "])
        return repr("".join(r.choice(alphabet) for _ in range(r.randrange(9))))

    def data(self):
        r = self.r
        alphabet = r.choice([b"ab", b"abc ,", bytes(range(256)), b"0123"])
        value = repr(bytes(r.choice(alphabet) for _ in range(r.randrange(9))))
        return value if r.randrange(4) else "bytearray(%s)" % value

    def small(self):
        return str(self.r.randrange(-4, 9))

    def subscript(self):
        parts = [self.r.choice(["", self.small()]) for _ in range(2)]
        step = self.r.choice(["", "", ":", ":" + self.small()])
        return self.r.choice([self.small(), ":".join(parts) + step])

    def number(self):
        return self.integer() if self.r.randrange(3) else self.floating()

    def arithmetic(self):
        op = self.pick("+", "-", "*", "/", "//", "%", "<", "<=", "==", "!=", ">", ">=", "&", "|", "^")
        return "%s %s %s" % (self.atom(), op, self.atom())

    def atom(self):
        kind = self.r.randrange(10)
        if kind < 6:
            return self.number()
        if kind == 6:
            return "(%s %s %s)" % (self.number(), self.pick("+", "-", "*", "//", "%"), self.number())
        if kind == 7:
            return "-" + self.pick("(%s)" % self.number(), self.floating().lstrip("-"))
        if kind == 8:
            return "~(%s)" % self.integer()
        return "abs(%s)" % self.number()

    def shifts(self):
        return "%s %s %d" % (self.integer(), self.pick("<<", ">>"), self.r.randrange(0, 150))

    def powers(self):
        return self.pick(
            "(%s) ** %d" % (self.integer(), self.r.randrange(0, 9)),
            "pow(%s, %d, %s)" % (self.integer(), self.r.randrange(0, 300), self.integer()),
            "round(%s, %d)" % (self.floating(), self.r.randrange(-3, 8)),
            "round(%s)" % self.floating(),
            "round(%s, %d)" % (self.integer(), self.r.randrange(-6, 3)),
            "divmod(%s, %s)" % (self.number(), self.number()),
            "int(%s)" % self.floating(),
            "float(%s)" % self.integer(),
            "int(%r, %d)" % (self.r.choice(["", "-", " ", "0x", "0b", "0o"]) + "".join(
                self.r.choice("0123456789abcz_") for _ in range(self.r.randrange(1, 30))), self.r.choice([0, 2, 8, 10, 16, 36])),
            "int(str(%s))" % self.integer(),
            "float(%r)" % ("%s%d.%de%d" % (self.pick("", "-", "+"), self.r.getrandbits(self.r.randrange(1, 70)),
                                          self.r.getrandbits(30), self.r.randrange(-330, 330))),
            "hex(%s)" % self.integer(), "bin(%s)" % self.integer(), "oct(%s)" % self.integer(),
            "(%s).to_bytes(%d, %r)" % (self.integer(), self.r.randrange(1, 20), self.pick("big", "little")),
            "int.from_bytes(%s, %r)" % (self.data(), self.pick("big", "little")))

    def method(self):
        wide = self.r.randrange(2)
        make = self.text if wide else self.data
        name = self.pick("find", "rfind", "count", "index", "rindex", "startswith", "endswith", "split", "rsplit", "strip",
                         "lstrip", "rstrip", "replace", "partition", "rpartition", "upper", "lower", "isalpha", "isdigit",
                         "isspace", "isupper", "islower", "join", "splitlines", "title", "capitalize", "swapcase", "center",
                         "zfill", "ljust", "rjust", "isalnum", "istitle")
        s = make()
        if name in ("find", "rfind", "count", "index", "rindex", "startswith", "endswith"):
            extra = "".join(", " + self.small() for _ in range(self.r.randrange(3)))
            return "%s.%s(%s%s)" % (s, name, make(), extra)
        if name in ("split", "rsplit"):
            return "%s.%s(%s)" % (s, name, self.pick("", make(), "None, %s" % self.small(), "%s, %s" % (make(), self.small())))
        if name in ("strip", "lstrip", "rstrip"):
            return "%s.%s(%s)" % (s, name, self.pick("", make()))
        if name == "replace":
            return "%s.replace(%s, %s%s)" % (s, make(), make(), self.pick("", ", " + self.small()))
        if name in ("partition", "rpartition"):
            return "%s.%s(%s)" % (s, name, make())
        if name == "join":
            return "%s.join([%s])" % (s, ", ".join(make() for _ in range(self.r.randrange(4))))
        if name in ("center", "zfill", "ljust", "rjust"):
            return "%s.%s(%d)" % (s, name, self.r.randrange(12))
        return "%s.%s()" % (s, name)

    def slicing(self):
        return "%s[%s]" % (self.pick(self.text, self.data)(), self.subscript())

    def sequence(self):
        make = self.pick(self.text, self.data)
        return self.pick("%s + %s" % (make(), make()), "%s * %s" % (make(), self.small()), "%s in %s" % (make(), make()),
                         "%s < %s" % (make(), make()), "%s == %s" % (make(), make()), "len(%s)" % make(), "list(%s)" % make(),
                         "sorted(%s)" % make())

    def specification(self):
        r = self.r
        return "".join([r.choice(["", "", "*", "0"]) + r.choice("<>^=") if r.randrange(2) else "", r.choice(["", "", "+", "-", " "]),
                        r.choice(["", "", "#"]), r.choice(["", "", "0"]), r.choice(["", str(r.randrange(30))]),
                        r.choice(["", "", ",", "_"]), r.choice(["", "." + str(r.randrange(20))]),
                        r.choice(["", "d", "x", "X", "b", "o", "e", "E", "f", "F", "g", "G", "%", "s", "n"])])

    def formatting(self):
        spec = self.specification()
        v = self.pick(self.integer, self.floating, self.text)()
        return "format(%s, %r)" % (v, spec)

    def percent(self):
        r = self.r
        spec = "%" + "".join(r.choice(["", "", f]) for f in "-+ #0") + r.choice(["", str(r.randrange(25))]) + \
            r.choice(["", "." + str(r.randrange(18))]) + r.choice("dxXoeEfFgGsric")
        return "%r %% (%s,)" % (spec + "|", self.pick(self.integer, self.floating, self.text)())

    def packing(self):
        r = self.r
        codes = [r.choice("bBhHiIqQ") for _ in range(r.randrange(1, 5))]
        sizes = {"b": 7, "B": 8, "h": 15, "H": 16, "i": 31, "I": 32, "q": 63, "Q": 64}
        fmt = r.choice("<>=@!") + "".join(codes)
        return "(lambda d: (d, struct.unpack(%r, d)))(struct.pack(%r, %s))" % (
            fmt, fmt, ", ".join(str(r.getrandbits(sizes[c])) for c in codes))

    def jsons(self):
        return "json.loads(json.dumps(%s))" % self.json_value(3)

    def json_value(self, depth):
        r = self.r
        kind = r.randrange(8 if depth else 5)
        if kind < 2:
            return self.integer()
        if kind == 2:
            return repr(round(r.uniform(-1e6, 1e6), 3))
        if kind == 3:
            return self.text()
        if kind == 4:
            return self.pick("None", "True", "False")
        items = [self.json_value(depth - 1) for _ in range(r.randrange(4))]
        if kind == 5:
            return "{%s}" % ", ".join("%s: %s" % (self.text(), i) for i in items)
        return "[%s]" % ", ".join(items)

    def expression(self):
        return self.pick(self.arithmetic, self.arithmetic, self.shifts, self.powers, self.powers, self.method, self.method,
                         self.slicing, self.sequence, self.formatting, self.formatting, self.percent, self.packing,
                         self.jsons)()


def is_known(expression, ours, theirs):
    """Name of the meant difference, or None."""
    if ours.startswith("! ") and theirs.startswith("! "):
        pair = {ours[2:], theirs[2:]}
        if any(pair <= same for same in SAME_ERROR):
            return "another exception type"
    if theirs == "! OverflowError" and re.search(r"\b(inf|nan)\b", ours):
        return "overflow gives infinity"
    if theirs == "! ValueError" and expression.startswith("format("):
        return "format ignores options that say nothing for the type"
    if ours.replace("\\'", "'") == theirs.replace("\\'", "'"):
        return "quotes in repr of bytearray"
    if re.search(r"\\[uU][0-9a-f]{4}", ours) and "%" in expression:
        return "repr escapes what is not ASCII"
    if re.search(r"\.is[a-z]+\(\)$", expression) and not expression.isascii():
        return "classes of characters are those of ASCII"
    if theirs == "! TypeError" and expression.startswith("pow("):
        return "pow of floats"
    return None


def run_batch(command, expressions):
    lines = [PROLOGUE, "import json\nimport struct\n"]
    lines += ["run(%d, lambda: %s)\n" % (n, e) for n, e in enumerate(expressions)]
    done = subprocess.run(command + ["-"], input="".join(lines).encode(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120)
    results = {}
    for line in done.stdout.decode("utf-8", "replace").splitlines():
        number, _, text = line.partition(" ")
        if number.isdigit():
            results[int(number)] = text
    return results, done


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--upy", default=os.environ.get("UPY", "upy"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=900)
    parser.add_argument("--batch", type=int, default=300)
    parser.add_argument("--show", type=int, default=25, help="print this many differences")
    args = parser.parse_args()
    generator = Generator(args.seed)
    known = {}
    bad = 0
    for start in range(0, args.count, args.batch):
        expressions = [generator.expression() for _ in range(min(args.batch, args.count - start))]
        ours, done = run_batch([args.upy], expressions)
        theirs, _ = run_batch([sys.executable, "-W", "ignore"], expressions)
        if len(ours) != len(expressions):
            bad += 1
            print("batch at %d: %d of %d results, status %d\n%s" % (
                start, len(ours), len(expressions), done.returncode, done.stderr.decode("utf-8", "replace")[-600:]))
        for n, expression in enumerate(expressions):
            if n not in ours or ours[n] == theirs.get(n):
                continue
            name = is_known(expression, ours[n], theirs.get(n, ""))
            if name:
                known[name] = known.get(name, 0) + 1
                continue
            bad += 1
            if bad <= args.show:
                print("%s\n  upy     %s\n  python3 %s" % (expression, ours[n], theirs.get(n)))
    for name in sorted(known):
        print("known: %s: %d" % (name, known[name]))
    print("%d expressions, %d unexplained differences" % (args.count, bad))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
