#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Keys typed at the prompt, and what MicroPython answers, byte for byte.

A line of repl_keys.exp is a sequence of keys: its name, then pairs of what is
typed and what comes back, as Python literals.  `--record BINARY` types them
at a real MicroPython and writes the answers.
"""
import argparse
import ast
import concurrent.futures
import os
import pathlib
import re
import select
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "memory"))
from prompt import DEADLINE_S, UPY, Prompt  # noqa: E402

TABLE = pathlib.Path(__file__).with_name("repl_keys.exp")
BANNER = re.compile(rb"MicroPython [^\r\n]*(\r+\n)[^\r\n]*")
QUIET_S = 0.3
PARALLEL = 4


def start(program):
    prompt = Prompt(program=program)
    return prompt, prompt.expect(b">>> ")


def all_that_comes(prompt, quiet):
    """Reads until nothing has come for a while, or the program has ended."""
    while select.select([prompt.fd], [], [], quiet)[0]:
        try:
            data = os.read(prompt.fd, 4096)
        except OSError:
            break
        prompt.seen += data
    out, prompt.seen = prompt.seen, b""
    return out


def record(program, pairs):
    prompt, _ = start(program)
    answers = []
    for keys, _ in pairs:
        os.write(prompt.fd, keys)
        answers.append((keys, BANNER.sub(
            rb"BANNER", all_that_comes(prompt, QUIET_S))))
    prompt.close()
    return answers


def compare(pairs):
    """What is wrong, or None."""
    prompt, banner = start(UPY)
    banner = BANNER.search(banner).group()
    try:
        for keys, want in pairs:
            want = want.replace(b"BANNER", banner)
            os.write(prompt.fd, keys)
            try:
                got = prompt.expect(want)
            except AssertionError as error:
                return "%r: %s" % (keys, error)
            if got != want:
                return "%r: got %r, want %r" % (keys, got, want)
        rest = all_that_comes(prompt, 0)
        return "then came %r" % rest if rest else None
    finally:
        prompt.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--record", metavar="BINARY")
    options = parser.parse_args()
    table = []
    for line in TABLE.read_text().splitlines():
        table.append(ast.literal_eval(line))
    with tempfile.TemporaryDirectory() as empty, \
            concurrent.futures.ThreadPoolExecutor(PARALLEL) as pool:
        os.chdir(empty)
        if options.record:
            answers = pool.map(lambda entry: record(options.record, entry[1]),
                               table)
            lines = [repr((entry[0], pairs))
                     for entry, pairs in zip(table, answers)]
            TABLE.write_text("".join(line + "\n" for line in lines))
            return 0
        results = list(pool.map(lambda entry: compare(entry[1]), table))
    for entry, wrong in zip(table, results):
        if wrong:
            print("not ok - %s: %s" % (entry[0], wrong))
    bad = sum(wrong is not None for wrong in results)
    print("%d sequences, %d differ, deadline %d s" %
          (len(table), bad, DEADLINE_S))
    return bad != 0


if __name__ == "__main__":
    sys.exit(main())
