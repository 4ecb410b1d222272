#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What `import m` takes of the heap, with 64-bit words, beside MicroPython
where its package is there: bytes that stay after a collection. Built-in
modules lie in code and constants, and share the table of sys.modules, which
grows now and then; a frozen one takes what it makes, without what it imports
itself if that stands above it. Fails where one is missing or the built-in ones
take more than LIMIT in the mean. (That one which is not imported takes nothing is proved
by runtime_test.c.)"""
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "lib"))
from stock_tools import stock_tools  # noqa: E402

UPY = os.path.abspath(os.environ.get("UPY", "upy"))
BUILD = os.environ.get("UPYD_BUILD") or os.path.join(os.getcwd(), "..", "..")
LIMIT = 32  # MicroPython's
BUILT_IN = ("array", "binascii", "cmath", "collections", "cryptolib",
            "deflate", "errno", "framebuf", "hashlib", "heapq", "io", "json",
            "machine", "marshal", "math", "os", "platform", "random", "re",
            "select", "socket", "struct", "termios", "time", "tls", "uctypes",
            "vfs", "websocket", "_thread")
FROZEN = ("asyncio", "ssl", "requests", "mip", "argparse")
# Run once with nothing to import, so that what that makes is not counted.
PROGRAM = """
import gc
for name in ("gc", %s):
    gc.collect()
    before = gc.mem_alloc()
    try:
        __import__(name)
        gc.collect()
        taken = gc.mem_alloc() - before
    except ImportError:
        taken = None
    print(name, taken)
"""


def measure(command):
    """Bytes, or None, by module."""
    names = ", ".join(repr(name) for name in BUILT_IN + FROZEN)
    done = subprocess.run([*command, "-c", PROGRAM % names], check=True,
                          stdout=subprocess.PIPE, timeout=60, text=True)
    pairs = (line.split() for line in done.stdout.splitlines())
    return {name: None if taken == "None" else int(taken)
            for name, taken in pairs}


def main():
    tools = stock_tools(BUILD)
    theirs = [os.path.join(tools, "micropython")] if tools else None
    own = measure([UPY])
    other = measure(theirs) if theirs else {}
    print("heap bytes of import   upy  MicroPython")
    for module in BUILT_IN + FROZEN:
        taken, others = own[module], other.get(module)
        print(f"{module:20} {'-' if taken is None else taken:>6}"
              f" {'-' if others is None else others:>12}")
    bad = None in own.values() or \
        sum(own[module] for module in BUILT_IN) > LIMIT * len(BUILT_IN)
    print("not ok" if bad else "ok", "1 - imports")
    return bad


if __name__ == "__main__":
    sys.exit(main())
