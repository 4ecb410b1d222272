#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""upy beside MicroPython's Unix port and this machine's CPython: CPU time of
the programs in vm/, interleaved runs, medians.

What is timed is the machine, not how its package is launched. upy is a
program: its process, less a process of it that only prints its version (the
kernel's and the loader's work). MicroPython's package is an extension module
of CPython, and CPython reads many files before the first line: both are timed
inside their process, around reading, compiling and running the program. For
CPython's start that would be nothing, so there it is the process, less one
that does nothing at all."""
import argparse
import math
import os
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "lib"))
from stock_tools import stock_tools  # noqa: E402

PROGRAMS = os.path.join(HERE, "vm")
START = "empty"  # its time is that of starting and stopping
KERNELS = ("loop_int", "call_fib", "sieve", "method_call")
TIMER_GRAIN = 0.00005  # seconds; anything shorter counts as this

# Both report to standard error: the output is compared.
MICROPYTHON = """
import sys, time, micropython_unix
start = time.process_time_ns()
micropython_unix.run_main(["micropython", sys.argv[1]])
print(time.process_time_ns() - start, file=sys.stderr)
"""
CPYTHON = """
import sys, time
start = time.process_time_ns()
with open(sys.argv[1]) as file:
    code = compile(file.read(), sys.argv[1], "exec")
exec(code, {"__name__": "__main__"})
print(time.process_time_ns() - start, file=sys.stderr)
"""


def run(command):
    """CPU seconds of a process, and its standard output and error."""
    with subprocess.Popen(command, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE) as child:
        output = child.stdout.read()
        error = child.stderr.read()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"vm_bench: {' '.join(command)} failed")
    return usage.ru_utime + usage.ru_stime, output, error


class Machine:
    """What runs programs. idle: the command that is only launched; None: the
    machine tells its CPU time itself."""

    def __init__(self, command, idle):
        self.command = command
        self.idle = idle
        self.launch = self.measure_launch()

    def measure_launch(self):
        if self.idle is None:
            return 0
        return statistics.median(run(self.idle)[0] for _ in range(31))

    def run(self, path, expected):
        """CPU seconds of a program, and what it printed."""
        seconds, output, error = run([*self.command, path])
        if expected is not None and output != expected:
            sys.exit(f"vm_bench: {self.command[0]} {path}: another output")
        if self.idle is None:
            seconds = int(error) / 1e9
        return max(seconds - self.launch, TIMER_GRAIN), output


def machines(upy, tools):
    """The machines by name, upy first."""
    found = {"upy": Machine([upy], [upy, "--version"])}
    if tools:
        found["MicroPython"] = Machine(
            [os.path.join(tools, "python"), "-c", MICROPYTHON], None)
    # Not a version manager's shim, which costs more than Python.
    found["CPython"] = Machine(
        [os.path.realpath(sys.executable), "-c", CPYTHON], None)
    return found


def measure(found, programs, rounds):
    """Median seconds by machine and program."""
    times = {name: {p: [] for p in programs} for name in found}
    for _ in range(rounds):
        for program in programs:
            path = os.path.join(PROGRAMS, program + ".py")
            expected = None
            for name, machine in found.items():
                seconds, expected = machine.run(path, expected)
                times[name][program].append(seconds)
    return {name: {p: statistics.median(t) for p, t in by.items()}
            for name, by in times.items()}


def measure_start(found, rounds):
    """Median seconds by machine for the empty program. What a launch costs
    is measured right beside it, when as much is in the caches."""
    path = os.path.join(PROGRAMS, START + ".py")
    found = dict(found, CPython=Machine(
        [*found["CPython"].command[:1], "-I"], ["/bin/true"]))
    times = {name: [] for name in found}
    for _ in range(10 * rounds):
        for name, machine in found.items():
            if machine.idle is not None:
                run(machine.idle)
                machine.launch = run(machine.idle)[0]
            times[name].append(machine.run(path, None)[0])
    return {name: statistics.median(t) for name, t in times.items()}


def geomean(values):
    return math.exp(sum(map(math.log, values)) / len(values))


def report(times):
    """Prints the table and whether every goal is met."""
    others = [name for name in times if name != "upy"]
    ratios = {name: {} for name in others}
    print(f"{'program':18}{'upy ms':>8}"
          + "".join(f"{name + ' ms':>16}{'ratio':>7}" for name in others))
    for program, own in times["upy"].items():
        line = f"{program:18}{own * 1e3:8.2f}"
        for name in others:
            other = times[name][program]
            ratios[name][program] = other / own
            line += f"{other * 1e3:16.2f}{other / own:7.2f}"
        print(line)
    print(f"{'geomean':18}{'':8}" + "".join(
        f"{'':16}{geomean(ratios[name].values()):7.2f}" for name in others))
    goals_met = geomean(ratios["CPython"].values()) >= 1.5
    if "MicroPython" in ratios:
        with_mp = ratios["MicroPython"]
        goals_met &= geomean(with_mp.values()) >= 4
        goals_met &= min(with_mp.values()) >= 1
        goals_met &= min(with_mp.get(k, 5) for k in KERNELS) >= 5
    print("goals (4 x MicroPython, kernels 5 x, none slower; 1.5 x CPython):",
          "met" if goals_met else "NOT met")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("programs", nargs="*")
    parser.add_argument("--upy")
    parser.add_argument("--rounds", type=int,
                        default=3 if os.environ.get("BENCH_QUICK") else 7)
    options = parser.parse_args()
    build = os.environ.get("UPYD_BUILD", os.getcwd())
    upy = options.upy or os.path.join(build, "vm", "upy", "upy")
    programs = options.programs or sorted(
        name[:-3] for name in os.listdir(PROGRAMS)
        if name.endswith(".py") and name != START + ".py")
    found = machines(upy, stock_tools(build))
    times = measure(found, programs, options.rounds)
    for name, seconds in measure_start(found, options.rounds).items():
        times[name]["(start)"] = seconds
    report(times)


main()
