#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What upyctl and a real gateway see of a board's hardware: the modules and
classes of each kind of board, and the power it takes."""
import os
import signal
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "lib"))
from rig import Rig, check, run, wait_until  # noqa: E402

def start(rig, profile):
    rig.start_gateway()
    rig.start_board(profile, "--profile", profile)
    rig.adopt(profile)


def test_power():
    """The figure of each mode, as telemetry tells it."""
    with Rig() as rig:
        start(rig, "wipy")

        def shows(mode, power):
            def fits():
                board = rig.board("wipy")
                return board and board["power_mode"] == mode and \
                    board["power_ua"] == power
            wait_until(fits, f"{mode} {power}")

        def runs(source):
            with open(rig.path("program.py"), "w", encoding="ascii") as file:
                file.write("import machine\n" + source)
            rig.start("program", rig.program("upyctl"), "run", "wipy",
                      rig.path("program.py"),
                      env={"UPY_SOCKET": rig.path("run", "control.sock")})

        shows("active", 15300)
        runs("while True:\n    machine.idle()\n")
        shows("idle", 12000)
        rig.stop("program", signal.SIGINT)
        runs("machine.lightsleep(600000)\n")
        shows("lightsleep", 950)
        shown = rig.ok("status", "wipy")
        check("0.950 mA (lightsleep)" in shown, shown)
        rig.stop("program", signal.SIGINT)
        shows("active", 15300)
        runs("p = machine.Pin('GP2', machine.Pin.IN)\n"
             "p.irq(None, p.IRQ_HIGH_LEVEL, wake=machine.DEEPSLEEP)\n"
             "machine.deepsleep()\n")
        shows("deepsleep", 350)
        rig.board_control("wipy", "set GP2 1")
        shows("active", 15300)


run(test_power)
