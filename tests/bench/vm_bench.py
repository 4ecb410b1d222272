#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""upy beside MicroPython's Unix port and this machine's CPython: CPU time of
the programs in vm/ and, as a table of its own, of those in library/, which
spend it in asyncio, json, re and struct; interleaved runs, medians.

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

FOLDERS = {"vm": "the language", "library": "library modules"}
START = os.path.join("vm", "empty")  # its time is that of starting, stopping
KERNELS = ("loop_int", "call_fib", "sieve", "method_call")
# Of the geometric means and the slowest program, by folder.
GOALS = {"vm": {"MicroPython": 4, "CPython": 1.5}, "library": {"MicroPython": 3}}
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
            path = os.path.join(HERE, program + ".py")
            expected = None
            for name, machine in found.items():
                seconds, expected = machine.run(path, expected)
                times[name][program].append(seconds)
    return {name: {p: statistics.median(t) for p, t in by.items()}
            for name, by in times.items()}


def measure_start(found, rounds):
    """Median seconds by machine for the empty program. What a launch costs
    is measured right beside it, when as much is in the caches."""
    path = os.path.join(HERE, START + ".py")
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


def goals_met(folder, ratios):
    """Whether no program is slower, the means are as they should be and, of
    the language, the kernels are a good deal faster."""
    met = all(geomean(ratios[name].values()) >= mean
              for name, mean in GOALS[folder].items() if name in ratios)
    for program, ratio in ratios.get("MicroPython", {}).items():
        met &= ratio >= (5 if program in KERNELS else 1)
    return met


def report(folder, times):
    """Prints the table and whether every goal is met."""
    others = [name for name in times if name != "upy"]
    ratios = {name: {} for name in others}
    print(f"{FOLDERS[folder]:18}{'upy ms':>8}"
          + "".join(f"{name + ' ms':>16}{'ratio':>7}" for name in others))
    for program, own in times["upy"].items():
        program_name = os.path.basename(program)
        line = f"{program_name:18}{own * 1e3:8.2f}"
        for name in others:
            other = times[name][program]
            ratios[name][program_name] = other / own
            line += f"{other * 1e3:16.2f}{other / own:7.2f}"
        print(line)
    print(f"{'geomean':18}{'':8}" + "".join(
        f"{'':16}{geomean(ratios[name].values()):7.2f}" for name in others))
    goals = ", ".join(f"{mean} x {name}"
                      for name, mean in GOALS[folder].items())
    if folder == "vm":
        goals += ", kernels 5 x MicroPython"
    print(f"goals ({goals}, none slower):",
          "met" if goals_met(folder, ratios) else "NOT met")


def programs_of(folder, wanted):
    names = sorted(os.path.join(folder, name[:-3])
                   for name in os.listdir(os.path.join(HERE, folder))
                   if name.endswith(".py"))
    return [name for name in names if name != START and (
        not wanted or name in wanted or os.path.basename(name) in wanted)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("programs", nargs="*")
    parser.add_argument("--upy")
    parser.add_argument("--rounds", type=int,
                        default=3 if os.environ.get("BENCH_QUICK") else 7)
    options = parser.parse_args()
    build = os.environ.get("UPYD_BUILD", os.getcwd())
    upy = options.upy or os.path.join(build, "vm", "upy", "upy")
    found = machines(upy, stock_tools(build))
    for folder in FOLDERS:
        programs = programs_of(folder, options.programs)
        if not programs:
            continue
        times = measure(found, programs, options.rounds)
        if folder == "vm":
            start = measure_start(found, options.rounds)
            for name, seconds in start.items():
                times[name]["(start)"] = seconds
        report(folder, times)


main()
