#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""upyctl exec on a board over a pty: from process start to exit."""
import os
import statistics
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "lib"))
from rig import Rig, check  # noqa: E402

GOAL_MS = 50


def main():
    rounds = 15 if os.environ.get("BENCH_QUICK") else 60
    with Rig() as rig:
        rig.start_gateway()
        rig.start_board("a")
        rig.adopt("a")
        times = []
        for _ in range(rounds):
            start = time.monotonic()
            out = rig.ok("exec", "a", "print(1)")
            times.append((time.monotonic() - start) * 1000)
            check(out == "1\n", out)
    print(f"exec round trip over a pty, {rounds} runs: median "
          f"{statistics.median(times):.1f} ms, worst {max(times):.1f} ms "
          f"(goal: median <= {GOAL_MS} ms)")


main()
