# SPDX-License-Identifier: MIT
"""What every area of the generator uses: chance, literals, and the text of a
program that grows line by line."""

import random

ALPHABETS = ["ab", "abc ,", "aAbB12 _", "a\u00e9\u65e5\u20ac\U0001f600b", "01234567", "xyz\n\t ",
             "aB'\"\\", "-+.e0 "]
INT_EDGES = [0, 1, -1, 2, 7, 10, 127, 128, 255, 256, 1000, 2**30, 2**31, 2**31 - 1, 2**32,
             2**61 - 1, 2**61, -2**61, 2**62 - 1, 2**62, -2**62, 2**63 - 1, 2**63, -2**63, 2**64,
             10**18, 10**19, 10**20, 10**40]
FLOAT_EDGES = ["0.0", "-0.0", "1.0", "0.5", "2.5", "-1.5", "1e16", "1e15", "123456789.125", "1e-5",
               "0.0001", "1e22", "1e100", "3.0", "0.1", "1e300", "5e-324", "inf", "-inf", "nan"]


class Program:
    """Lines of a program; `step` adds one whose result is printed."""

    def __init__(self, seed):
        self.r = random.Random(seed)
        self.lines = []
        self.indent = 0
        self.steps = 0
        self.names = 0

    # ---- chance ---------------------------------------------------------

    def pick(self, *choices):
        return self.r.choice(choices)

    def of(self, choices):
        return self.r.choice(choices)

    def chance(self, percent):
        return self.r.randrange(100) < percent

    def below(self, n):
        return self.r.randrange(n)

    def many(self, make, low, high):
        return [make() for _ in range(self.r.randint(low, high))]

    def list_of(self, make, low=0, high=4):
        return ", ".join(self.many(make, low, high))

    # ---- text -----------------------------------------------------------

    def line(self, text):
        self.lines.append("    " * self.indent + text)

    def block(self, head):
        """`with p.block("if x:"):` indents what follows."""
        self.line(head)
        return self

    def __enter__(self):
        self.indent += 1
        self.mark = None
        return self

    def __exit__(self, kind, value, trace):
        self.indent -= 1

    def name(self, prefix="v"):
        self.names += 1
        return "%s%d" % (prefix, self.names)

    def tag(self):
        self.steps += 1
        return self.steps

    def step(self, expression):
        """An expression in a function of its own."""
        self.line("step(%d, lambda: %s)" % (self.tag(), expression))

    def emit(self, expression):
        """Prints where it stands; what it raises goes on."""
        self.line("emit(%d, %s)" % (self.tag(), expression))

    def attempt(self, statement, result=None):
        """A statement whose exception is printed."""
        with self.block("try:"):
            self.line(statement)
            self.emit(result or "'done'")
        with self.block("except Exception as e:"):
            self.line("fail(%d, e)" % self.tag())

    def text(self):
        return "\n".join(self.lines) + "\n"

    # ---- literals -------------------------------------------------------

    def small(self):
        return str(self.r.randint(-4, 9))

    def index(self):
        return self.small()

    def subscript(self):
        if self.chance(30):
            return self.index()
        parts = [self.of(["", self.index()]) for _ in range(2)]
        return ":".join(parts) + self.pick("", "", "", ":", ":" + self.index())

    def int(self):
        kind = self.below(8)
        if kind < 4:
            return str(self.r.randint(-20, 100))
        if kind == 4:
            return str(self.of([-1, 1]) * ((1 << self.r.randint(8, 140)) + self.r.randint(-2, 2)))
        if kind == 5:
            return hex(self.r.getrandbits(self.r.randint(1, 200)))
        if kind == 6:
            return str(self.of(INT_EDGES))
        return str(self.r.getrandbits(64) * self.of([-1, 1]))

    def float(self):
        kind = self.below(5)
        if kind == 0:
            return repr(round(self.r.uniform(-100, 100), self.below(5)))
        if kind == 1:
            return repr(self.r.uniform(-1, 1) * 10.0 ** self.r.randint(-30, 30))
        if kind == 2:
            text = self.of(FLOAT_EDGES)
            return "float(%r)" % text if text[-1] in "fn" else text
        if kind == 3:
            return repr(self.below(1000) / 8)
        return repr(self.r.random())

    def bool(self):
        return self.pick("True", "False")

    def none(self):
        return "None"

    def complex(self):
        return "(%s%+dj)" % (self.r.randint(-9, 9), self.r.randint(-9, 9))

    def word(self, high=8, alphabet=None):
        alphabet = alphabet or self.of(ALPHABETS)
        return "".join(self.of(alphabet) for _ in range(self.r.randint(0, high)))

    def str(self):
        return repr(self.word())

    def identifier(self):
        return self.pick("a", "b", "c", "x", "y", "key", "n", "name")

    def data(self):
        alphabet = self.of([b"ab", b"abc ,", bytes(range(256)), b"0123", b"aA zZ\n"])
        return repr(bytes(self.of(alphabet) for _ in range(self.below(9))))

    def bytes(self):
        return self.data()

    def bytearray(self):
        return "bytearray(%s)" % self.data()

    def list(self, depth=1):
        return "[%s]" % self.list_of(lambda: self.any(depth - 1))

    def ints(self):
        return "[%s]" % self.list_of(lambda: str(self.r.randint(-9, 30)), 0, 7)

    def tuple(self, depth=1):
        items = self.many(lambda: self.any(depth - 1), 0, 4)
        return "(%s%s)" % (", ".join(items), "," if len(items) == 1 else "")

    def key(self):
        return self.pick(self.str, self.int, self.identifier_text, self.bool, self.none, self.bytes,
                         self.half)()

    def half(self):
        return repr(self.below(40) / 2)

    def identifier_text(self):
        return repr(self.identifier())

    def dict(self, depth=1):
        return "{%s}" % self.list_of(lambda: "%s: %s" % (self.key(), self.any(depth - 1)))

    def set(self):
        items = self.list_of(self.key, 0, 5)
        return "{%s}" % items if items else "set()"

    def one(self):
        """A set whose order does not show."""
        return "{%s}" % self.key()

    def frozenset(self):
        return "frozenset(%s)" % self.set()

    def range(self):
        return "range(%s)" % ", ".join(self.many(self.small, 1, 3))

    def sequence(self):
        return self.pick(self.str, self.bytes, self.bytearray, self.list, self.tuple, self.range)()

    def iterable(self):
        return self.pick(self.sequence, self.sequence, self.one, self.dict, self.ints)()

    def number(self):
        return self.pick(self.int, self.int, self.float, self.bool)()

    def any(self, depth=1):
        simple = [self.int, self.int, self.str, self.float, self.bool, self.none, self.bytes]
        if depth <= 0 or self.chance(50):
            return self.of(simple)()
        return self.pick(lambda: self.list(depth), lambda: self.tuple(depth),
                         lambda: self.dict(depth), self.one, self.range, self.bytearray,
                         lambda: "frozenset(%s)" % self.one())()
