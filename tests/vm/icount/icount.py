#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Instructions per unit of work of the VM on Cortex-M3 and RV32, counted
under QEMU; the counts repeat exactly. Fails when one is more than 5 % above
budget.txt or above its goal there. --record updates the counts in it."""
import concurrent.futures
import glob
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
VM = os.path.join(HERE, "..", "..", "..", "vm")
BUDGET = os.path.join(HERE, "budget.txt")
MARGIN = 1.05
FLAGS = ["--specs=picolibc.specs", "-std=gnu11", "-ffunction-sections",
         "-fdata-sections", "-I" + VM]
SEMIHOST = ["-nographic", "-monitor", "none", "-serial", "none",
            "-semihosting-config", "enable=on,target=native",
            "-icount", "shift=0", "-kernel"]
TARGETS = {
    "cortex-m3": {
        "compiler": "arm-none-eabi-gcc",
        "flags": ["-mcpu=cortex-m3", "-mthumb"],
        "memory": (0x00000000, 0x20000000),
        "qemu": ["qemu-system-arm", "-M", "mps2-an385"],
    },
    "rv32": {
        "compiler": "riscv64-unknown-elf-gcc",
        "flags": ["-march=rv32imac", "-mabi=ilp32", "-misa-spec=2.2"],
        "memory": (0x80000000, 0x80400000),
        "qemu": ["qemu-system-riscv32", "-M", "virt", "-cpu", "rv32",
                 "-bios", "none"],
    },
}


def optimisation(source):
    """The flags of the firmware build: only what runs most is for speed."""
    name = os.path.basename(source)
    if name == "interp.c":
        return ["-O2", "-fno-gcse"]
    return ["-O2"] if name in ("collect.c", "heap.c") else ["-Os"]


def run(command):
    done = subprocess.run(command, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False, text=True)
    if done.returncode != 0:
        print(done.stdout[-2000:])
        sys.exit(f"icount: {command[0]} failed")


def build(target, folder):
    """Compiles the VM and the board program; the path of the program."""
    launcher = ["ccache"] if shutil.which("ccache") else []
    command = [target["compiler"], *target["flags"], *FLAGS]
    sources = [os.path.join(HERE, "board.c")]
    for part in ("runtime", "object", "modules", "compiler", "image",
                 "repl"):
        sources += sorted(glob.glob(os.path.join(VM, part, "*.c")))
    # Stands in for the compiler in builds without it.
    sources = [s for s in sources if not s.endswith("no_compiler.c")]

    def compile_one(numbered):
        number, source = numbered
        out = os.path.join(folder, f"{number}.o")
        run([*launcher, *command, *optimisation(source), "-c", source,
             "-o", out])
        return out

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        objects = list(pool.map(compile_one, enumerate(sources)))
    program = os.path.join(folder, "board.elf")
    flash, ram = target["memory"]
    places = [f"-Wl,--defsym=__flash={flash}",
              "-Wl,--defsym=__flash_size=0x400000",
              f"-Wl,--defsym=__ram={ram}",
              "-Wl,--defsym=__ram_size=0x400000"]
    run([*command, "--oslib=semihost", "--crt0=hosted", *objects, *places,
         "-Wl,--gc-sections", "-lm", "-o", program])
    return program


def measure(name, target):
    """Counts by kernel, or None without the tools."""
    if not shutil.which(target["compiler"]) or \
            not shutil.which(target["qemu"][0]):
        return None
    probe = subprocess.run(
        [target["compiler"], *FLAGS, "-E", "-x", "c", os.devnull],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    if probe.returncode != 0:
        return None
    with tempfile.TemporaryDirectory(prefix="icount-") as folder:
        program = os.path.join(os.environ.get("ICOUNT_KEEP", folder), name)
        shutil.copy(build(target, folder), program)
        done = subprocess.run([*target["qemu"], *SEMIHOST, program],
                              stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=300,
                              check=False, text=True)
    if done.returncode != 0:
        sys.exit(f"icount: {name}: {done.stdout}")
    return {kernel: int(count) for kernel, count in
            (line.split() for line in done.stdout.splitlines())}


def read_budget():
    """(target, kernel) -> (recorded count, goal or None)"""
    budget = {}
    with open(BUDGET, encoding="ascii") as stream:
        for line in stream:
            if line.strip() and not line.startswith("#"):
                target, kernel, count, goal = line.split()
                budget[target, kernel] = (
                    int(count), None if goal == "-" else int(goal))
    return budget


def compare(name, counts, budget):
    """Prints the counts; how many are too high."""
    bad = 0
    for kernel, count in counts.items():
        recorded, goal = budget.get((name, kernel), (None, None))
        verdict = ""
        if recorded is not None and count > recorded * MARGIN:
            verdict = " GREW"
        elif goal is not None and count > goal:
            verdict = " ABOVE ITS GOAL"
        bad += verdict != ""
        print(f"{name:10} {kernel:16} {count:8} recorded {recorded or '-':>8} "
              f"goal {goal or '-':>8}{verdict}")
    return bad


def record(results, budget):
    head = "# Instructions per unit of work; see icount.py.\n" \
        "# target kernel recorded goal\n"
    with open(BUDGET, "w", encoding="ascii") as stream:
        stream.write(head)
        for name, counts in results.items():
            for kernel, count in counts.items():
                if (name, kernel) in budget:
                    goal = budget[name, kernel][1] or "-"
                    stream.write(f"{name} {kernel} {count} {goal}\n")


def main():
    budget = read_budget()
    results = {}
    bad = 0
    for name, target in TARGETS.items():
        counts = measure(name, target)
        if counts is None:
            print(f"{name}: no compiler, C library or emulator")
            continue
        results[name] = counts
        bad += compare(name, counts, budget)
    if "--record" in sys.argv:
        record(results, budget)
        return 0
    if not results:
        return 77
    return 1 if bad else 0


sys.exit(main())
