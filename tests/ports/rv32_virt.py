#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The port rv32-virt in QEMU: its link over TCP, and updates over that and
over its serial line."""
import os
import shutil
import sys

import sequence
from qemu_board import FIRMWARE, board_class
from rig import Rig, check, run, wait_until

Board = board_class("rv32-virt")
if not shutil.which(Board.qemu) or \
        not os.path.exists(os.path.join(FIRMWARE, Board.port)):
    print(f"no {Board.qemu}, or no {Board.port}")
    sys.exit(77)
rig = Rig()
remote = Board(rig, "rt", terminal="console")
serial = Board(rig, "rs")


def dials_the_gateway_over_tcp():
    rig.start_gateway()
    remote.make_flash(gateway=remote.gateway())
    remote.start()
    rig.adopt("rt")
    check(rig.board("rt")["via"].startswith("tcp:"), "over TCP")
    sequence.programs_run(rig, remote, "rt")
    sequence.files_go_both_ways(rig, remote, "rt", 100000)
    sequence.prompt_works(rig, remote, "rt")
    sequence.resets(rig, remote, "rt")
    sequence.power_cuts_leave_files(rig, remote, "rt", 1)
    sequence.lost_connections_come_back(rig, remote, "rt")


def runs(name="rt"):
    facts = rig.board(name)
    return facts and facts["online"] and (facts["agent_version"],
                                          facts["slot"])


def update(what, name="rt"):
    """The whole of a trial, on an emulated chip, may take minutes."""
    return rig.ok("ota", name, what, timeout=240)


def update_replaces_what_runs():
    check(runs()[1] == "factory", f"before: {runs()}")
    rig.ok("exec", "rt", "with open('/keep', 'w') as f: f.write('kept')")
    image = remote.update("a", "1.0.0")
    check(update(image) == "rt runs 1.0.0\n", "ota")
    check(runs() == ("1.0.0", "a"), f"after: {runs()}")
    check(rig.ok("cat", "rt:/keep") == "kept", "files are kept")
    rig.fails(9, "ota", "rt", remote.update("a", "1.0.1"))


def goes_on(image):
    result = rig.ctl("ota", "rt", image, timeout=240)
    if result.status != 0:
        print(f"# ota: {result.err.strip()}")
    return result.out == "rt runs 1.1.0\n"


def power_cut_does_not_break_an_update():
    image = remote.update("b", "1.1.0")
    begin = (remote.slot_b + 1) * remote.sector - remote.bank
    half = os.path.getsize(image) // 2
    rig.start("ota", rig.program("upyctl"), "ota", "rt", image,
              env={"UPY_SOCKET": rig.path("run", "control.sock")})
    wait_until(lambda: remote.programmed(1, begin, half), "half is there")
    remote.cut_power()
    rig.kill("ota")
    remote.start()
    sequence.wait_prompt(rig, "rt")
    check(runs() == ("1.0.0", "a"), f"after the cut: {runs()}")
    # What the cut left of the transfer may be in the way of the next one; the
    # same command goes on with the update.
    wait_until(lambda: goes_on(image), "ota", 300)
    check(runs() == ("1.1.0", "b"), f"after: {runs()}")


def crashing_image_is_rolled_back():
    crash = remote.update("a", "1.2.0", b"\0" * 4096)
    rig.fails(1, "ota", "rt", crash, timeout=240)
    sequence.wait_prompt(rig, "rt")
    check(runs() == ("1.1.0", "b"), f"after a crash: {runs()}")
    update("--factory")
    wait_until(lambda: (runs() or (0, 0))[1] == "factory", "the factory's")
    check(rig.ok("cat", "rt:/keep") == "kept", "files are kept")
    remote.cut_power()


def compressed_update_goes_over_the_serial_line():
    serial.make_flash()
    serial.start()
    rig.adopt("rs")
    check(rig.board("rs")["via"].startswith("serial:"), "over the line")
    image = serial.update("a", "1.0.0", deflate=True)
    check(update(image, "rs") == "rs runs 1.0.0\n", "ota")
    check(runs("rs") == ("1.0.0", "a"), f"after: {runs('rs')}")
    serial.cut_power()


with rig:
    run(dials_the_gateway_over_tcp,
        update_replaces_what_runs,
        power_cut_does_not_break_an_update,
        crashing_image_is_rolled_back,
        compressed_update_goes_over_the_serial_line)
