#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Calls that make no sense never crash: hostile/*.py with upy.
HOSTILE_SEEDS=N in the environment: that many runs of random calls."""

import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
UPY = os.path.abspath(os.environ.get("UPY", "upy"))
STEPS = 3000
DEADLINE = 300


def run(*arguments):
    """None, or what went wrong: the program must reach its last line."""
    with tempfile.TemporaryDirectory(prefix="upy-hostile-") as where:
        # Sanitizers give memory that is asked for out of reason as NULL.
        environment = dict(os.environ, ASAN_OPTIONS="detect_leaks=0:allocator_may_return_null=1")
        done = subprocess.run([UPY, "-X", "heapsize=8M", *arguments], cwd=where, env=environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=DEADLINE, check=False)
    if done.returncode == 0 and done.stdout.rstrip().endswith(b"done"):
        return None
    return "status %d\n%s" % (done.returncode, done.stderr.decode("utf-8", "replace")[-3000:])


def main():
    seeds = int(os.environ.get("HOSTILE_SEEDS", "2"))
    cases = [("wrong_self.py",)] + [("any_call.py", str(seed), str(STEPS)) for seed in range(seeds)]
    failed = 0
    for number, (program, *arguments) in enumerate(cases, 1):
        trouble = run(str(HERE / "hostile" / program), *arguments)
        print("%sok %d - %s" % ("not " if trouble else "", number, " ".join([program, *arguments])))
        if trouble:
            failed += 1
            print("# " + trouble.replace("\n", "\n# "))
    print("1..%d" % len(cases))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
