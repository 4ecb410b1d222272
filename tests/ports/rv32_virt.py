#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The port rv32-virt in QEMU against the real gateway."""
import functools

import sequence
from qemu_board import RiscvBoard, skip_unless
from rig import Rig, check, run

skip_unless("qemu-system-riscv32", "riscv64-unknown-elf-gcc")
rig = Rig()
board = RiscvBoard(rig, "rv")
remote = RiscvBoard(rig, "rt", terminal="console")


def found_on_its_serial_line():
    rig.start_gateway()
    board.make_flash()
    board.start()
    rig.adopt("rv")


def of(step, *args):
    """A step of the sequence as a test of this board."""
    test = functools.partial(step, rig, board, "rv", *args)
    test.__name__ = step.__name__
    return test


def dials_the_gateway_over_tcp():
    remote.make_flash(gateway="10.0.2.100:7400")
    remote.start()
    rig.adopt("rt")
    check(rig.board("rt")["via"].startswith("tcp:"), "over TCP")
    sequence.programs_run(rig, remote, "rt")
    sequence.files_go_both_ways(rig, remote, "rt", 100000)
    sequence.prompt_works(rig, remote, "rt")
    sequence.resets(rig, remote, "rt")
    sequence.power_cuts_leave_files(rig, remote, "rt", 1)


def stack_is_large_enough():
    used, size = board.stack_used()
    print(f"# stack: {used} of {size} bytes used")
    assert used < size - 512


with rig:
    run(found_on_its_serial_line,
        of(sequence.status_tells_about_the_board),
        of(sequence.programs_run),
        of(sequence.files_go_both_ways),
        of(sequence.deep_recursion_is_an_exception),
        of(sequence.prompt_works),
        stack_is_large_enough,
        of(sequence.resets),
        of(sequence.fault_is_reported,
           "import uctypes\nuctypes.bytearray_at(0x0f000000, 4)[0] = 1",
           "store to nowhere, address 0f000000, pc 20[0-9a-f]{6}"),
        of(sequence.power_cuts_leave_files),
        dials_the_gateway_over_tcp)
