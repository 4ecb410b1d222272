#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Run random programs with upy, CPython and MicroPython and compare.

A line of output that differs from CPython's must be explained by a rule of
known.py, which names the row of vm/DIFFERENCES.md it stands for; otherwise
the program is made smaller while the difference stays, and printed.  Without
a MicroPython (--micropython, or --fetch to install the package the benches
use) its column is empty and the rules do not look at it.
"""

import argparse
import collections
import concurrent.futures
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent.parent / "lib")]

import generator  # noqa: E402
import known  # noqa: E402
from comparison import compare  # noqa: E402
from shrink import shrink  # noqa: E402
from stock_tools import stock_tools  # noqa: E402

PROLOGUE = (HERE / "prologue.py").read_text()
CPYTHON = [sys.executable, "-I", "-B", "-W", "ignore"]


class Interpreters:
    def __init__(self, upy, micropython):
        self.commands = {"upy": [upy, "-X", "heapsize=32M"], "python": CPYTHON}
        if micropython:
            self.commands["micropython"] = [micropython, "-X", "heapsize=32M"]

    def run(self, which, sources, deadline=30):
        """Output of every program as a list of lines; None when the
        interpreter died in it.  It goes on with the next one then."""
        results = []
        with tempfile.TemporaryDirectory(prefix="upyd-differential-") as where:
            while len(results) < len(sources):
                rest = sources[len(results):]
                results += self.run_once(which, rest, where, deadline)
        return results

    def run_once(self, which, sources, where, deadline):
        script = pathlib.Path(where) / "batch.py"
        lines = [PROLOGUE, ""]
        lines += ["run(%d, %r)" % pair for pair in enumerate(sources)]
        script.write_text("\n".join(lines) + "\n", encoding="utf-8")
        try:
            done = subprocess.run(self.commands[which] + [str(script)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                  stdin=subprocess.DEVNULL, cwd=where, timeout=deadline, check=False)
            text, status = done.stdout, done.returncode
        except subprocess.TimeoutExpired as late:
            text, status = late.stdout or b"", "deadline"
        return split(text.decode("utf-8", "replace"), len(sources), status)


def split(text, count, status):
    results, current, ended = [], None, True
    for line in text.splitlines():
        if line == "@@ end":
            results.append(current)
            current, ended = None, True
        elif line.startswith("@@ "):
            current, ended = [], False
        elif current is not None:
            current.append(line)
    if len(results) < count:
        tail = [line for line in text.splitlines() if not line.startswith("@@")][-6:]
        results.append((current or []) + ["DIED status %s" % status] + (tail if ended else []))
    return results


def judge(interpreters, sources, deadline=30):
    """For every program: what compare() says about the three outputs."""
    outputs = {name: interpreters.run(name, sources, deadline) for name in interpreters.commands}
    verdicts = []
    for number, source in enumerate(sources):
        theirs = outputs.get("micropython")
        verdicts.append(compare(source, outputs["upy"][number], outputs["python"][number], theirs and theirs[number]))
    return verdicts


def run_batch(interpreters, seeds, area):
    made = [generator.generate(seed, area) for seed in seeds]
    verdicts = judge(interpreters, [source for _, source in made])
    return [(seed, name, source, verdict) for seed, (name, source), verdict in zip(seeds, made, verdicts)]


def print_failure(seed, area, source, verdict):
    print("---- seed %d (%s): %s" % (seed, area, verdict.summary()))
    print(source.rstrip("\n"))
    for name, lines in verdict.columns():
        print("  %-12s %s" % (name, lines))
    sys.stdout.flush()


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--upy", default=os.environ.get("UPY", "upy"))
    parser.add_argument("--micropython", default=os.environ.get("MICROPYTHON"))
    parser.add_argument("--fetch", metavar="BUILD", help="MicroPython's package, kept under this build directory")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=600)
    parser.add_argument("--batch", type=int, default=100)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--area", choices=[area[0] for area in generator.AREAS])
    parser.add_argument("--show", type=int, default=10, help="print this many failures")
    parser.add_argument("--whole", action="store_true", help="print failing programs as they are")
    parser.add_argument("--print", action="store_true", help="print the program of --seed and stop")
    return parser.parse_args()


def main():
    args = parse_arguments()
    if args.print:
        print(generator.generate(args.seed, args.area)[1], end="")
        return 0
    known.check_rows(HERE / ".." / ".." / ".." / "vm" / "DIFFERENCES.md")
    if args.fetch and not args.micropython:
        tools = stock_tools(os.path.abspath(args.fetch))
        args.micropython = tools and os.path.join(tools, "micropython")
    interpreters = Interpreters(os.path.abspath(args.upy), args.micropython)
    seeds = range(args.seed, args.seed + args.count)
    batches = [seeds[n:n + args.batch] for n in range(0, len(seeds), args.batch)]
    counts, kinds, failed = collections.Counter(), collections.Counter(), 0
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        for results in pool.map(lambda batch: run_batch(interpreters, batch, args.area), batches):
            for seed, area, source, verdict in results:
                counts.update(verdict.rows)
                kinds[verdict.kind] += 1
                if verdict.kind != "unexplained":
                    continue
                failed += 1
                if failed <= args.show:
                    if not args.whole:
                        source, verdict = shrink(source, verdict, lambda sources: judge(interpreters, sources, 5))
                    print_failure(seed, area, source, verdict)
    for row, number in counts.most_common():
        print("# %6d  %s" % (number, row))
    print("# programs: %s" % ", ".join("%d %s" % (number, kind) for kind, number in kinds.most_common()))
    print("%d programs, %d with unexplained differences" % (args.count, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
