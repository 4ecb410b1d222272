# SPDX-License-Identifier: MIT
"""Three outputs of one program: the same, explained, or not."""

import re

import known

NUMBER = re.compile(r"(\d+) ")


class Verdict:
    """kind: equal, explained, unexplained, or void (the program is no
    good: CPython could not run it)."""

    def __init__(self, kind, rows=(), step=None, ours=None, python=None, micropython=None):
        self.kind = kind
        self.rows = list(rows)
        self.step = step
        self.ours, self.python, self.micropython = ours, python, micropython

    def summary(self):
        return "step %s" % self.step

    def columns(self):
        return [("upy", self.ours), ("python3", self.python), ("micropython", self.micropython)]


def step_of(line):
    match = NUMBER.match(line or "")
    return int(match.group(1)) if match else None


def source_of(source, step):
    """The statement that printed a step, with the try block around it."""
    lines = source.splitlines()
    pattern = re.compile(r"\b(step|emit|fail|t)\(%s," % step)
    for number, line in enumerate(lines):
        match = pattern.search(line)
        if not match:
            continue
        if match.group(1) == "step" or step == 0:
            return line.strip()
        return "\n".join(lines[max(0, number - 4):number + 1])
    return source


def at(lines, number):
    return lines[number] if lines is not None and number < len(lines) else "(nothing)"


def same_step(lines, others, number):
    """The line of `others` for the same step as lines[number]; others may
    have gone another way before."""
    step = step_of(at(lines, number))
    nth = sum(step_of(line) == step for line in lines[:number])
    found = [line for line in others if step_of(line) == step]
    return found[nth] if nth < len(found) else "(nothing)"


def compare(source, ours, python, micropython):
    if python and python[-1].startswith("DIED"):
        return Verdict("void")
    rows = []
    for number in range(max(len(ours), len(python))):
        mine, theirs = at(ours, number), at(python, number)
        if mine == theirs:
            continue
        other = same_step(ours, micropython, number) if micropython is not None else None
        step = step_of(theirs) if step_of(theirs) is not None else step_of(mine)
        text = source_of(source, step)
        row = known.explain(text, source, mine, theirs, other)
        if row is None:
            return Verdict("unexplained", rows, step, mine, theirs, other)
        rows.append(row)
        if step_of(mine) != step_of(theirs) or not re.search(r"step\(%s," % step, source):
            break  # what follows is a consequence
    return Verdict("explained" if rows else "equal", rows)
