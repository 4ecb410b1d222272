# SPDX-License-Identifier: MIT
"""Makes a program smaller while its difference stays."""

import time
import warnings

ROUNDS = 40
SECONDS = 60  # a program with a piece left out may run for ever


def block_end(lines, start):
    """The line after the block that starts at a line."""
    indent = len(lines[start]) - len(lines[start].lstrip())
    end = start + 1
    while end < len(lines) and (not lines[end].strip() or len(lines[end]) - len(lines[end].lstrip()) > indent):
        end += 1
    return end


def dedented(line):
    return line[4:] if line.startswith("    ") else line


def candidates(lines):
    """Programs with a run of lines, a block, or a block's head left out."""
    size = len(lines) // 2
    while size > 1:
        for start in range(0, len(lines), size):
            yield lines[:start] + lines[start + size:]
        size //= 2
    for start in range(len(lines)):
        end = block_end(lines, start)
        yield lines[:start] + lines[end:]
        if end > start + 1:
            yield lines[:start] + lines[start + 1:]
            yield lines[:start] + [dedented(line) for line in lines[start + 1:end]] + lines[end:]


def compiles(lines):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile("\n".join(lines) + "\n", "candidate", "exec")
        return True
    except (SyntaxError, ValueError):
        return False


def same_failure(new, old):
    """Unexplained, and not merely because a name is gone."""
    if new.kind != "unexplained":
        return False
    return not (new.python or "").endswith("! NameError") or (old.python or "").endswith("! NameError")


def shrink(source, verdict, judge):
    lines = source.splitlines()
    end = time.monotonic() + SECONDS
    for _ in range(ROUNDS):
        tried = [c for c in candidates(lines) if c and compiles(c)]
        smaller = None
        for first in range(0, len(tried), 40):
            if time.monotonic() > end:
                break
            part = tried[first:first + 40]
            verdicts = judge(["\n".join(c) + "\n" for c in part])
            good = [(len(c), n) for n, (c, v) in enumerate(zip(part, verdicts)) if same_failure(v, verdict)]
            if good:
                _, best = min(good)
                smaller, verdict = part[best], verdicts[best]
                break
        if smaller is None:
            break
        lines = smaller
    return "\n".join(lines) + "\n", verdict
