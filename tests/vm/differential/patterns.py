#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Random regular expressions on random texts: what matches, and every group,
as CPython's re says. Left out is what MicroPython does otherwise: loops over
something that may match nothing."""
import argparse
import os
import random
import re
import subprocess
import sys
import tempfile

UPY = os.path.abspath(os.environ.get("UPY", "upy"))
LETTERS = "abc1 _é"
CLASSES = (".", r"\d", r"\w", r"\s", r"\D", r"\W", r"\S")
SETS = ("[ab]", "[^a]", "[a-c]", r"[\d_]", r"[^\w]", "[b1 ]", "[é-ü]", "[^é]")

# Prints one line for each case: spans of all groups, and sub's result.
PROGRAM = """
import re

def spans(m):
    if m is None:
        return None
    return [m.span(i) for i in range(len(m.groups()) + 1)]

for pattern, text in CASES:
    try:
        c = re.compile(pattern)
        print(spans(c.match(text)), spans(c.search(text)),
              spans(c.search(text, 3)))
    except RuntimeError:
        print("endless")
"""


class Maker:
    """Makes a pattern; what may match nothing is not repeated."""

    def __init__(self, random_):
        self.random = random_

    def item(self):
        kind = self.random.random()
        if kind < 0.5:
            return self.random.choice(LETTERS)
        return self.random.choice(CLASSES if kind < 0.75 else SETS)

    def term(self, depth):
        """Its text, and whether it may match nothing."""
        if depth > 0 and self.random.random() < 0.3:
            text, empty = self.choice(depth - 1)
            text = "(%s%s)" % (self.random.choice(("", "?:")), text)
        else:
            text, empty = self.item(), False
        quantifier = self.random.choice(("", "", "", "+", "*", "?", "+?",
                                         "*?", "??"))
        if empty or (len(text) > 6 and quantifier[:1] in ("+", "*")):
            quantifier = ""  # nor what would take CPython ages
        return text + quantifier, empty or quantifier[:1] in ("*", "?")

    def sequence(self, depth):
        terms = [self.term(depth)
                 for _ in range(self.random.randint(1, 4))]
        text = "".join(term for term, _ in terms)
        if self.random.random() < 0.1:
            text = "^" + text
        if self.random.random() < 0.15:
            text += "$"
        return text, all(empty for _, empty in terms)

    def choice(self, depth):
        parts = [self.sequence(depth)
                 for _ in range(1 if self.random.random() < 0.75 else 2)]
        return ("|".join(text for text, _ in parts),
                any(empty for _, empty in parts))

    def text(self):
        return "".join(self.random.choice(LETTERS + "ab" * 3)
                       for _ in range(self.random.choice((0, 3, 9, 30))))


def expected(cases):
    """The same by CPython, whose \\w and others are ASCII's here."""
    def spans(found):
        if found is None:
            return None
        return [found.span(i) for i in range(found.re.groups + 1)]

    lines = []
    for pattern, text in cases:
        # of MicroPython, $ is the very end
        compiled = re.compile(re.sub(r"\$", r"\\Z", pattern),
                              re.ASCII | re.DOTALL)
        lines.append("%s %s %s" % (
            spans(compiled.match(text)), spans(compiled.search(text)),
            spans(compiled.search(text, 3))))
    return lines


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    maker = Maker(random.Random(options.seed))
    cases = [(maker.choice(2)[0], maker.text())
             for _ in range(options.count)]
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "patterns.py")
        with open(path, "w", encoding="utf-8") as f:
            f.write("CASES = (\n" + "".join(
                "    (%r, %r),\n" % case for case in cases) + ")\n" + PROGRAM)
        out = subprocess.run([UPY, path], check=True, stdout=subprocess.PIPE,
                             timeout=600, text=True).stdout.splitlines()
    wrong = 0
    for case, got, want in zip(cases, out, expected(cases)):
        if got != want:
            wrong += 1
            print("# %r on %r: %s, CPython %s" % (*case, got, want))
    print("%s 1 - %d patterns, %d otherwise" % (
        "not ok" if wrong or len(out) != len(cases) else "ok", len(cases),
        wrong))
    print("1..1")
    return wrong > 0 or len(out) != len(cases)


if __name__ == "__main__":
    sys.exit(main())
