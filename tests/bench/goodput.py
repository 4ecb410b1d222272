#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""One file over a paced serial line with 6 ms round trip: `upyctl cp` to a
board, and stock `mpremote cp` to a stock MicroPython, side by side."""
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "lib"))
from paced_line import PacedLine  # noqa: E402
from rig import BUILD, Rig, check, wait_until  # noqa: E402
from stock_tools import stock_tools  # noqa: E402
from terminal import start_in_terminal  # noqa: E402

QUICK = bool(os.environ.get("BENCH_QUICK"))
# name, bytes per second, share of frames lost, bytes, goal in KiB/s
CASES = [
    ("115200", 11520, 0.0, 65536 if QUICK else 131072, 10.4),
    ("921600", 92160, 0.0, 262144 if QUICK else 1048576, 80.0),
    ("921600, 1 % lost", 92160, 0.01, 262144 if QUICK else 1048576, 75.0),
]


def ours(rate, loss, size):
    with Rig() as rig:
        # The board's own end must not be found by the gateway's pattern.
        rig.start_board("line", "--size", "4M", link="far")
        wait_until(lambda: os.path.exists(rig.path("far")), "the line")
        line = PacedLine(rig.path("far"), rig.path("ttypaced"), rate,
                         loss=loss)
        try:
            rig.start_gateway()
            rig.adopt("line")
            local = rig.path("data.bin")
            with open(local, "wb") as stream:
                stream.write(os.urandom(size))
            start = time.monotonic()
            rig.ok("cp", local, "line:/data.bin", timeout=600)
            up = size / 1024 / (time.monotonic() - start)
            back = rig.path("back.bin")
            start = time.monotonic()
            rig.ok("cp", "line:/data.bin", back, timeout=600)
            down = size / 1024 / (time.monotonic() - start)
            with open(local, "rb") as a, open(back, "rb") as b:
                check(a.read() == b.read(), "the copy differs")
        finally:
            line.close()
    return up, down


def theirs(tools, rate, size):
    """mpremote (resume: no soft reset) to MicroPython's Unix port."""
    folder = tempfile.mkdtemp(prefix="upyd-bench-")
    # raw: or the terminal doubles each \r
    pid, master = start_in_terminal(
        [os.path.join(tools, "micropython"), "-X", "heapsize=4M"],
        cwd=folder, raw=True)
    near = os.path.join(folder, "tty")
    line = None
    try:
        line = PacedLine(master, near, rate)
        local = os.path.join(folder, "data.bin")
        with open(local, "wb") as stream:
            stream.write(os.urandom(size))
        start = time.monotonic()
        done = subprocess.run(
            [os.path.join(tools, "mpremote"), "connect", line.path, "resume",
             "cp", local, ":copy.bin"], stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, timeout=120, check=False)
        seconds = time.monotonic() - start
        if done.returncode != 0:
            print("mpremote failed:", done.stderr.decode()[-300:])
            return None
        with open(os.path.join(folder, "copy.bin"), "rb") as a, \
                open(local, "rb") as b:
            check(a.read() == b.read(), "mpremote's copy differs")
        return size / 1024 / seconds
    finally:
        if line is not None:
            line.close()
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        shutil.rmtree(folder, ignore_errors=True)


def main():
    tools = stock_tools(BUILD)
    print(f"{'line':18} {'upyctl cp to':>13} {'from':>7} "
          f"{'mpremote cp to':>15}  goal, KiB/s")
    for name, rate, loss, size, goal in CASES:
        up, down = ours(rate, loss, size)
        # mpremote cannot survive loss, and is slow: a smaller file will do.
        other = theirs(tools, rate, min(size, 65536)) \
            if tools and not loss else None
        print(f"{name:18} {up:13.1f} {down:7.1f} "
              f"{f'{other:15.1f}' if other else '              -'}  {goal}",
              flush=True)


main()
