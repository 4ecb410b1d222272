#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Run the Python programs of this directory with upy and compare.

A program NAME.py must print what NAME.exp holds; without a NAME.exp it must
print what CPython prints for the same program.  The exit status must be the
same as CPython's, or the one a last line "exit status N" of NAME.exp gives,
or 0.  NAME.in, when there is one, is the standard input.  A program whose
output is "SKIP" is counted as skipped.  Every program runs in an empty
directory of its own and has a deadline.
"""

import argparse
import concurrent.futures
import difflib
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile

EXIT_LINE = re.compile(rb"exit status (\d+)\n\Z")


class Result:
    def __init__(self, name, verdict, detail=""):
        self.name = name
        self.verdict = verdict
        self.detail = detail


def compile_image(compiler, program, where):
    """Compile a program to an image; return the arguments that run it."""
    image = os.path.join(where, program.stem + ".mpy")
    subprocess.run([compiler, "-s", str(program), "-o", image, str(program)],
                   check=True, timeout=60)
    return ["-m", program.stem]


def run(command, program, stdin, deadline, compiler=None):
    """Return output, exit status (None: deadline passed), error output."""
    with tempfile.TemporaryDirectory(prefix="upy-program-") as where, \
            tempfile.TemporaryDirectory(prefix="upy-image-") as images:
        what = [str(program)]
        environment = dict(os.environ)
        if compiler is not None:
            environment["MICROPYPATH"] = images + ":.frozen"
            what = compile_image(compiler, program, images)
        child = subprocess.Popen(
            command + what, cwd=where, stdin=subprocess.PIPE, env=environment,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            start_new_session=True)
        try:
            out, err = child.communicate(stdin, timeout=deadline)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            out, err = child.communicate()
            return out, None, err
        return out, child.returncode, err


def expectation(program, stdin, deadline):
    exp = program.with_suffix(".exp")
    if exp.exists():
        text = exp.read_bytes()
        match = EXIT_LINE.search(text)
        if match:
            return text[:match.start()], int(match.group(1))
        return text, 0
    out, status, _ = run([sys.executable, "-B"], program, stdin, deadline)
    return out, status


def show_difference(want, got):
    lines = difflib.unified_diff(
        want.decode("utf-8", "replace").splitlines(),
        got.decode("utf-8", "replace").splitlines(),
        "expected", "got", lineterm="", n=2)
    return "\n".join("# " + line for line in list(lines)[:30])


def check(program, command, deadline, compiler):
    name = program.stem
    stdin_file = program.with_suffix(".in")
    stdin = stdin_file.read_bytes() if stdin_file.exists() else b""
    try:
        got, status, err = run(command, program, stdin, deadline, compiler)
    except subprocess.SubprocessError as error:
        return Result(name, "not ok", "# %s" % error)
    if status is None:
        return Result(name, "not ok", "# no end within %d s" % deadline)
    if got == b"SKIP\n":
        return Result(name, "skip")
    want, want_status = expectation(program, stdin, deadline)
    if got == want and status == want_status:
        return Result(name, "ok")
    detail = show_difference(want, got)
    if status != want_status:
        detail += "\n# exit status %s, expected %s" % (status, want_status)
    if err:
        tail = err.decode("utf-8", "replace").splitlines()[-12:]
        detail += "\n" + "\n".join("# stderr: " + line for line in tail)
    return Result(name, "not ok", detail.strip("\n"))


def write_expectation(program, oracle, deadline):
    """Keep a NAME.exp only where the oracle differs from CPython."""
    exp = program.with_suffix(".exp")
    exp.unlink(missing_ok=True)
    stdin_file = program.with_suffix(".in")
    stdin = stdin_file.read_bytes() if stdin_file.exists() else b""
    want, want_status, _ = run([oracle], program, stdin, deadline)
    if expectation(program, stdin, deadline) == (want, want_status):
        return "same as CPython"
    if want_status:
        want += b"exit status %d\n" % want_status
    exp.write_bytes(want)
    return "written"


def find_programs(names):
    here = pathlib.Path(__file__).resolve().parent
    if not names:
        found = sorted(here.glob("*_*.py"))
    else:
        found = []
        for name in names:
            found += sorted(here.glob(pathlib.Path(name).stem + ".py"))
    return [p for p in found if p != pathlib.Path(__file__).resolve() and
            not p.stem.endswith("_test")]


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="programs (glob patterns)")
    parser.add_argument("--upy", default=os.environ.get("UPY", "upy"),
                        help="the interpreter to test")
    parser.add_argument("--upy-option", action="append", default=[],
                        help="pass this to upy before the program")
    parser.add_argument("--images", metavar="UPY_CROSS",
                        help="run what this compiler makes of the programs")
    parser.add_argument("--gc-stress", action="store_true",
                        help="the interpreter collects at every allocation:"
                        " give it ten times as long")
    parser.add_argument("--deadline", type=int, default=20,
                        help="seconds for one program")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--write-exp", metavar="ORACLE",
                        help="write .exp files from this interpreter instead")
    parser.add_argument("--quiet", action="store_true",
                        help="print failures and the total only")
    return parser.parse_args()


def main():
    args = parse_arguments()
    programs = find_programs(args.names)
    if args.write_exp:
        for program in programs:
            print(program.stem,
                  write_expectation(program, args.write_exp, args.deadline))
        return 0
    command = [os.path.abspath(args.upy)] + args.upy_option
    if args.gc_stress:
        args.deadline *= 10
    if not os.access(command[0], os.X_OK):
        print("Bail out! no interpreter at", command[0])
        return 99
    counts = {"ok": 0, "not ok": 0, "skip": 0}
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        results = pool.map(
            lambda program: check(program, command, args.deadline,
                                  args.images), programs)
        for number, result in enumerate(results, 1):
            counts[result.verdict] += 1
            if result.verdict == "not ok":
                print("not ok %d - %s" % (number, result.name))
                print(result.detail, flush=True)
            elif not args.quiet:
                print("ok %d - %s%s" % (
                    number, result.name,
                    " # SKIP" if result.verdict == "skip" else ""),
                    flush=True)
    print("1..%d" % len(programs))
    print("# %(ok)d ok, %(not ok)d not ok, %(skip)d skipped" % counts)
    return 1 if counts["not ok"] or not programs else 0


if __name__ == "__main__":
    sys.exit(main())
