#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What objects and programs cost in the heap, with 64-bit and 32-bit words.

Prints what figures.py measures beside MicroPython's figures and fails above
the limits of figures.txt; then the smallest heap in which a driver of 200
lines can be imported from source, and whether small programs and the prompt
run in 16 KB.
The 32-bit half needs gcc -m32 and builds a program of its own for it.  With
--micropython PROGRAM its figures are measured, not read, and are limits."""
import argparse
import concurrent.futures
import glob
import os
import subprocess
import sys
import tempfile

from small_heap import prompt_works

HERE = os.path.dirname(os.path.abspath(__file__))
VM = os.path.join(HERE, "..", "..", "..", "vm")
PARTS = ["runtime", "object", "modules", "compiler", "repl", "image", "upy"]
# Instead of all but the first: bare_modules.c.
LEFT_OUT = ("no_compiler.c", "host_modules.c", "file_systems.c",
            "host_tls", "host_dtls", "host_openssl", "host_aes")
SLACK = 0.5       # the list that keeps the objects is shared by them
IMPORT_LIMIT = {64: 28000, 32: 22000}
# MicroPython 1.29: measured; with 32-bit words by the same ratio as for
# another driver, 18.6 to 26.2 KB.
IMPORT_MICROPYTHON = {64: 38240, 32: 27100}
SMALL_HEAP = "16K"
SMALL_PROGRAMS = {
    "classes": """
class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y
    def __repr__(self):
        return "Point(%d, %d)" % (self.x, self.y)
def points(n):
    for i in range(n):
        yield Point(i, i * i)
print([p for p in points(5)], {p.x: p.y for p in points(20)}[19])
try:
    [0] * 100000
except MemoryError:
    print("MemoryError")
print(sum(p.y for p in points(300)))
""",
    "asyncio": """
import asyncio
async def blink(name, n):
    for i in range(n):
        await asyncio.sleep_ms(1)
        print(name, i)
    return n
async def main():
    done = await asyncio.gather(blink("a", 3), blink("b", 2))
    print(done)
asyncio.run(main())
""",
}
EXPECTED = {
    "classes": "[Point(0, 0), Point(1, 1), Point(2, 4), Point(3, 9), "
               "Point(4, 16)] 361\nMemoryError\n8955050\n",
    "asyncio": "a 0\nb 0\na 1\nb 1\na 2\n[3, 2]\n",
}


def run(command, deadline=60):
    return subprocess.run(command, capture_output=True, text=True,
                          timeout=deadline, check=False,
                          env=dict(os.environ, MICROPYPATH=HERE + ":.frozen"))


def figures(program):
    done = run([program, os.path.join(HERE, "figures.py")])
    if done.returncode != 0:
        sys.exit(f"heap_figures: {program} fails:\n{done.stderr}")
    pairs = (line.rsplit(": ", 1) for line in done.stdout.splitlines())
    return {name: float(value) for name, value in pairs}


def limits():
    rows = {}
    with open(os.path.join(HERE, "figures.txt"), encoding="utf-8") as table:
        for line in table:
            if line.startswith("#"):
                continue
            words = line.split()
            rows[" ".join(words[:-4])] = [
                None if word == "-" else int(word) for word in words[-4:]]
    return rows


def smallest_heap(program):
    """The import of the driver needs it.

    What a collection finds in the C stack by chance makes it fail in single
    larger heaps, too: the search begins from several sizes.
    """
    return min(search_heap(program, high) for high in (262144, 200000, 160000))


def search_heap(program, high):
    """Within 64 bytes, from high downwards."""
    low = 2048
    while high - low > 64:
        middle = (low + high) // 2
        done = run([program, "-X", f"heapsize={middle}", "-c", "import imu"])
        if done.returncode == 0:
            high = middle
        else:
            low = middle
    return high


def build_32(frozen, out):
    """A 32-bit upy, or None without a compiler for one."""
    compiler = os.environ.get("CC", "gcc").split() + ["-m32"]
    probe = os.path.join(out, "probe")
    made = subprocess.run([*compiler, "-xc", "-", "-o", probe],
                          input="int main(void) { return 0; }", text=True,
                          capture_output=True, check=False)
    if made.returncode != 0 or run([probe]).returncode != 0:
        return None
    sources = [frozen, os.path.join(HERE, "bare_modules.c")]
    for part in PARTS:
        sources += [source for source in
                    glob.glob(os.path.join(VM, part, "*.c"))
                    if not os.path.basename(source).startswith(LEFT_OUT)]

    def compile_one(numbered):
        number, source = numbered
        target = os.path.join(out, f"{number}.o")
        subprocess.run([*compiler, "-O1", "-std=gnu11", "-I" + VM, "-c",
                        source, "-o", target], check=True)
        return target

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        objects = list(pool.map(compile_one, enumerate(sorted(sources))))
    program = os.path.join(out, "upy32")
    subprocess.run([*compiler, "-o", program, *objects, "-lm"], check=True)
    return program


def check_objects(program, bits, other):
    failed = 0
    found = figures(program)
    for name, row in limits().items():
        limit, theirs = (row[0], row[2]) if bits == 64 else (row[1], row[3])
        value = found[name]
        verdict = ""
        if other is not None and name in other:
            theirs = round(other[name])
        if value > limit + SLACK:
            verdict = f"  more than {limit}"
            failed = 1
        elif theirs is not None and value > theirs + SLACK:
            verdict = "  more than MicroPython"
        print(f"{bits} {name:25} {value:9.1f} {theirs or '-':>7}{verdict}")
    return failed


def check_programs(program, bits):
    failed = 0
    size = smallest_heap(program)
    failed |= size > IMPORT_LIMIT[bits]
    print(f"{bits} smallest heap for the driver {size}, "
          f"MicroPython {IMPORT_MICROPYTHON[bits]}")
    for name, text in SMALL_PROGRAMS.items():
        done = run([program, "-X", f"heapsize={SMALL_HEAP}", "-c", text])
        ok = done.stdout == EXPECTED[name]
        failed |= not ok
        print(f"{bits} {name} in {SMALL_HEAP}:",
              "ok" if ok else "FAILED\n" + done.stdout + done.stderr)
    wrong = prompt_works(program, SMALL_HEAP)
    print(f"{bits} prompt in {SMALL_HEAP}:", wrong or "ok")
    return failed | (wrong != "")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--micropython")
    parser.add_argument("--upy32", help="a 32-bit upy, not to build one")
    args = parser.parse_args()
    upy = os.environ.get("UPY", os.path.join("vm", "upy", "upy"))
    other = figures(args.micropython) if args.micropython else None
    failed = check_objects(upy, 64, other) | check_programs(upy, 64)
    with tempfile.TemporaryDirectory(prefix="heap-figures-") as out:
        frozen = os.path.join(os.path.dirname(upy), "frozen.c")
        upy32 = args.upy32 or build_32(frozen, out)
        if upy32 is None:
            print("32 skipped: no gcc -m32")
        else:
            failed |= check_objects(upy32, 32, None)
            failed |= check_programs(upy32, 32)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
