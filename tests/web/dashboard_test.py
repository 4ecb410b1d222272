#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The dashboard in a real browser, on a real gateway with real boards."""
import os
import shlex
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "lib"))
from rig import BUILD, Rig  # noqa: E402


def modules():
    """playwright-core, pinned by the lock file, in the build directory."""
    place = os.path.join(BUILD, "tests", "web", "npm")
    os.makedirs(place, exist_ok=True)
    stamp = os.path.join(place, "node_modules", "playwright-core",
                         "package.json")
    if not os.path.exists(stamp):
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copyfile(os.path.join(HERE, name),
                            os.path.join(place, name))
        subprocess.run(["npm", "ci", "--silent", "--ignore-scripts"],
                       cwd=place, check=True)
    return place


def main():
    chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    if not os.path.exists(chromium):
        print("no chromium: skipped")
        return 1 if os.environ.get("CI") else 77
    shots = os.path.join(BUILD, "tests", "web", "screenshots")
    os.makedirs(shots, exist_ok=True)
    with Rig() as rig:
        rig.start_gateway()
        rig.start_board("bench")
        rig.adopt("bench")
        rig.ok("api", "POST", "/v1/boards/bench/telemetry", "-d",
               '{"interval_ms": 500}')
        second = [rig.program("upy-board"), "--serial",
                  rig.path("ttysecond"), "--state", rig.path("second.flash"),
                  "--name", "second"]
        return subprocess.run(
            ["node", os.path.join(HERE, "dashboard.mjs")],
            env=dict(os.environ, URL_=f"http://{rig.http}/",
                     BOARD=shlex.join(second), SHOTS=shots,
                     MODULES=modules(), CHROMIUM=chromium),
            check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
