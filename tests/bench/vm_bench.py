#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""upy beside MicroPython's Unix port and this machine's CPython: CPU time of
the programs in vm/, interleaved runs, medians, less the time of a start."""
import argparse
import math
import os
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
from stock_tools import stock_tools  # noqa: E402

PROGRAMS = os.path.join(HERE, "vm")
START = "empty"  # its time is that of starting and stopping
KERNELS = ("loop_int", "call_fib", "sieve", "method_call")
TIMER_GRAIN = 0.0005  # seconds; anything shorter counts as this


def cpu_time(command, expected):
    """CPU seconds of one run, and what it printed."""
    with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
        output = child.stdout.read()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"vm_bench: {' '.join(command)} failed")
    if expected is not None and output != expected:
        sys.exit(f"vm_bench: {' '.join(command)} prints something else")
    return usage.ru_utime + usage.ru_stime, output


def machines(upy, tools):
    """Names and commands."""
    found = {"upy": [upy]}
    if tools:
        found["MicroPython"] = [os.path.join(tools, "python"), "-m",
                                "micropython_unix"]
    # Not a version manager's shim, which costs more than Python.
    found["CPython"] = [os.path.realpath(sys.executable)]
    return found


def measure(commands, programs, rounds):
    times = {name: {p: [] for p in programs} for name in commands}
    for _ in range(rounds):
        for program in programs:
            path = os.path.join(PROGRAMS, program + ".py")
            expected = None
            for name, command in commands.items():
                seconds, expected = cpu_time([*command, path], expected)
                times[name][program].append(seconds)
    return {name: {p: statistics.median(t) for p, t in by.items()}
            for name, by in times.items()}


def start_times(commands, rounds):
    """Median CPU time of an empty program."""
    path = os.path.join(PROGRAMS, START + ".py")
    times = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            times[name].append(cpu_time([*command, path], None)[0])
    return {name: statistics.median(t) for name, t in times.items()}


def own_start(name, command, seconds, rounds):
    """A start less what the kernel and the loader need for any process. The
    MicroPython package is an extension module of Python: only the part in
    MicroPython is counted there."""
    path = os.path.join(PROGRAMS, START + ".py")
    if name != "MicroPython":
        process = statistics.median(
            cpu_time(["/bin/true"], None)[0] for _ in range(rounds))
        return seconds - process
    script = ("import sys, time, micropython_unix as m\n"
              "t = time.process_time_ns()\n"
              f"m.run_main(['micropython', {path!r}])\n"
              "print(time.process_time_ns() - t)")
    return statistics.median(
        int(cpu_time([command[0], "-c", script], None)[1])
        for _ in range(rounds)) / 1e9


def geomean(values):
    return math.exp(sum(map(math.log, values)) / len(values))


def report(commands, times, starts, own_starts):
    """Prints the table; True when every goal is met."""
    others = [name for name in commands if name != "upy"]
    ratios = {name: {} for name in others}
    print(f"{'program':18}{'upy ms':>8}"
          + "".join(f"{name + ' ms':>16}{'ratio':>7}" for name in others))
    rows = {program: {name: max(times[name][program] - starts[name],
                                TIMER_GRAIN) for name in commands}
            for program in times["upy"]}
    rows["(start)"] = own_starts
    for program, row in rows.items():
        line = f"{program:18}{row['upy'] * 1e3:8.2f}"
        for name in others:
            ratios[name][program] = row[name] / row["upy"]
            line += f"{row[name] * 1e3:16.1f}{ratios[name][program]:7.2f}"
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
                        default=1 if os.environ.get("BENCH_QUICK") else 7)
    options = parser.parse_args()
    build = os.environ.get("UPYD_BUILD", os.getcwd())
    upy = options.upy or os.path.join(build, "vm", "upy", "upy")
    programs = options.programs or sorted(
        name[:-3] for name in os.listdir(PROGRAMS)
        if name.endswith(".py") and name != START + ".py")
    tools = stock_tools(build)
    commands = machines(upy, tools)
    rounds = 3 + 4 * options.rounds
    starts = start_times(commands, rounds)
    own = {name: max(own_start(name, command, starts[name], rounds), 1e-5)
           for name, command in commands.items()}
    report(commands, measure(commands, programs, options.rounds), starts, own)


main()
