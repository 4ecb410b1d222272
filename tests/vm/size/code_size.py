#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Code and constants of the VM for Cortex-M3 and RV32, as a linker keeps
them, by group and beside MicroPython's of the same kind of build.

Two links: the whole VM, and the core, which has the modules of MicroPython's
own core and neither viper nor compiled files. MicroPython's figure for
that is 133 KB on Cortex-M3 (199,716 bytes less native emitters, extension
modules, libm and frozen modules; its port of 6 KB is in it). Of both, what
they need of libgcc is counted, but no libm.
Proves that the VM builds freestanding with 32-bit words and without writable
globals. Fails when a figure is more than 5 % above budget.txt; --record
writes that file. Skips (77) without a cross compiler."""
import collections
import concurrent.futures
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
VM = os.path.join(HERE, "..", "..", "..", "vm")
BUDGET = os.path.join(HERE, "budget.txt")
MARGIN = 1.05
PARTS = ["runtime", "object", "modules", "compiler", "image", "repl"]
TARGETS = {
    "cortex-m3": ["arm-none-eabi-gcc", "-mcpu=cortex-m3", "-mthumb"],
    "rv32": ["riscv64-unknown-elf-gcc", "-march=rv32imac", "-mabi=ilp32",
             "-misa-spec=2.2", "-msave-restore"],
}
# A firmware has no use for unwind tables, and copies of a word are no calls.
FLAGS = ["-std=gnu11", "-ffreestanding", "-fbuiltin", "-Wall", "-Wextra",
         "-Wconversion", "-Wno-type-limits", "-Wno-nonnull",
         "-ffunction-sections", "-fdata-sections",
         "-fno-unwind-tables", "-fno-asynchronous-unwind-tables",
         "-DVM_NAMES_BY_LINKER=1",
         "-isystem", os.path.join(HERE, "..", "cross"), "-I" + VM]
CORE_MODULES = "builtins sys gc micropython math cmath struct array " \
    "collections io errno _thread"
ENTRIES = ["vm_init", "vm_fini", "vm_exec_source", "vm_exec_file", "vm_repl",
           "vm_interrupt"]
# Of the core's link, but not of what is compared.
NOT_CORE = ["viper", "image/", "codegen_viper", "modules/mount",
            "modules/vfs_posix"]
GROUPS = [
    ("names", r"^runtime/(intern|names)"),
    ("memory", r"^runtime/(heap|collect|trace|stack)"),
    ("interpreter", r"^runtime/"),
    ("numbers", r"^object/(int|bigint|limbs|float|decimal|complex|number_)"),
    ("extensions", r"^object/digest"),
    ("types", r"^object/"),
    ("compiler", r"^compiler/"),
    ("image", r"^image/"),
    ("front end", r"^repl/"),
    ("builtins", r"^modules/(builtin_|deque|namedtuple|io_|ring_io|modules|"
     r"mod_(builtins|sys|gc|micropython|c?math|struct|array|collections|io|"
     r"errno|_thread))"),
    ("extensions", r"^modules/"),
    ("libgcc", r"^libgcc"),
]
# Files of a module beside mod_<name>.c; those are of several modules or of
# none.
MODULE_FILES = {
    "_asyncio": ("asyncio_",), "deflate": ("deflate_", "inflate"),
    "framebuf": ("framebuf_",), "json": ("json_",), "re": ("regex_",),
    "collections": ("deque", "namedtuple"), "io": ("io_", "ring_io"),
    "machine": ("machine_",), "socket": ("socket_stream", "net_stream"),
    "tls": ("tls_",), "uctypes": ("uctypes_",), "vfs": ("mount", "vfs_"),
    "builtins": ("builtin_",), "time": ("calendar",),
}
# MicroPython's on Cortex-M3 and RV32.
THEIRS = {
    "interpreter": "40600 49500, with names and memory",
    "types": "41900 50400, with float and complex",
    "numbers": "7500 9000, int alone",
    "compiler": "25500 31700",
    "builtins": "10600 12100",
    "extensions": "24400 29600",
    "core": "133000 -",
}


def run(command):
    done = subprocess.run(command, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False, text=True)
    if done.stdout:
        print(done.stdout[-4000:], end="")
    if done.returncode != 0:
        sys.exit(f"code_size: {command[0]} failed")


def optimisation(source):
    """As in device-agent/firmware.mk."""
    if source.endswith("/interp.c"):
        return ["-O2", "-fno-gcse"]
    return ["-O2"] if source.endswith(("/collect.c", "/heap.c")) else ["-Os"]


def compile_all(compiler, folder):
    """The objects, each at its source's path below folder."""
    launcher = ["ccache"] if shutil.which("ccache") else []
    jobs = []
    for part in PARTS:
        os.makedirs(os.path.join(folder, part))
        for source in sorted(glob.glob(os.path.join(VM, part, "*.c"))):
            if not source.endswith("no_compiler.c"):
                name = os.path.basename(source)[:-2] + ".o"
                jobs.append((source, os.path.join(part, name), []))
    modules = "".join(f"X({name})" for name in CORE_MODULES.split())
    jobs.append((os.path.join(VM, "modules", "modules.c"), "modules_core.o",
                 [f"-DVM_MODULES={modules}"]))

    def compile_one(job):
        source, target, flags = job
        run([*launcher, *compiler, *FLAGS, *flags, *optimisation(source),
             "-c", source, "-o", os.path.join(folder, target)])
        return target

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(compile_one, jobs))


def link(compiler, folder, name, objects):
    """What the linker keeps: bytes by object file, libm left open."""
    archive = f"{name}.a"
    run([compiler[0] + "-ar", "rcsP", os.path.join(folder, archive),
         *(os.path.join(folder, o) for o in objects)])
    linked = os.path.join(folder, name)
    run([*compiler, "-nostdlib", "-Wl,--gc-sections",
         "-Wl,--unresolved-symbols=ignore-all", "-Wl,-e,vm_init",
         *(f"-Wl,-u,{entry}" for entry in ENTRIES),
         f"-Wl,-Map={linked}.map", os.path.join(folder, archive), "-lgcc",
         "-o", linked])
    return kept(f"{linked}.map", folder)


def kept(path, folder):
    """Bytes of the sections of a linker map by object file."""
    sizes = collections.Counter()
    with open(path, encoding="utf-8") as stream:
        text = stream.read().split("Linker script and memory map")[1]
    for section, size, place in re.findall(
            r"^ (\.\S+)\s+0x[0-9a-f]+\s+0x([0-9a-f]+) (\S+)$", text, re.M):
        if section.startswith((".text", ".rodata", ".srodata", ".vm_names")):
            place = place.replace(folder + "/", "")
            library = re.search(r"(libgcc)\.a", place)
            name = library[1] if library else \
                re.sub(r"^\S+\.a\((\S+)\)$", r"\1", place)
            sizes[name] += int(size, 16)
        elif section.startswith((".data", ".bss", ".sdata", ".sbss")) and \
                int(size, 16) > 0:
            sys.exit(f"code_size: writable globals in {place}")
    return sizes


def group_of(name):
    for group, pattern in GROUPS:
        if re.search(pattern, name):
            return group
    return "extensions"


def by_module(sizes):
    """Bytes by module of the files of modules/."""
    found = collections.Counter()
    for file, size in sizes.items():
        name = os.path.basename(file)
        if not file.startswith("modules/"):
            continue
        if name.startswith("mod_"):
            found[name[4:-2]] += size
            continue
        for module, starts in MODULE_FILES.items():
            if name.startswith(starts):
                found[module] += size
    return found


def measure(name, compiler):
    """Bytes by group of the whole VM, and of the core."""
    with tempfile.TemporaryDirectory(prefix="code-size-") as folder:
        objects = compile_all(compiler, folder)
        whole = link(compiler, folder, "whole",
                     [o for o in objects if o != "modules_core.o"])
        core = link(compiler, folder, "core",
                    [o for o in objects if o != "modules/modules.o"])
    found = collections.Counter()
    for file, size in whole.items():
        found[group_of(file)] += size
    for file, size in core.items():
        if not any(part in file for part in NOT_CORE):
            found["core"] += size
    found["whole"] = sum(whole.values())
    print(f"{name} by module: " + ", ".join(
        f"{module} {size}" for module, size in sorted(
            by_module(whole).items())))
    return found


def read_budget():
    budget = {}
    if os.path.exists(BUDGET):
        with open(BUDGET, encoding="ascii") as stream:
            for line in stream:
                if not line.startswith("#"):
                    target, part, size = line.split()
                    budget[target, part] = int(size)
    return budget


def main():
    budget = read_budget()
    lines = ["# Bytes of code and constants; see code_size.py.\n"]
    bad = 0
    for name, compiler in TARGETS.items():
        if not shutil.which(compiler[0]):
            print(f"{name}: no {compiler[0]}")
            continue
        for part, size in measure(name, compiler).items():
            limit = budget.get((name, part), size) * MARGIN
            gated = part in ("core", "whole")
            verdict = " GREW" if gated and size > limit else ""
            bad += verdict != ""
            theirs = THEIRS.get(part)
            print(f"{name:10} {part:12} {size:7}"
                  f"{'  MicroPython ' + theirs if theirs else ''}{verdict}")
            if gated:
                lines.append(f"{name} {part} {size}\n")
    if len(lines) == 1:
        return 77
    if "--record" in sys.argv:
        with open(BUDGET, "w", encoding="ascii") as stream:
            stream.writelines(lines)
        return 0
    return 1 if bad else 0


sys.exit(main())
