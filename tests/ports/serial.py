#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every port that says in ports/PORT/board.py how QEMU runs it, on its serial
line against the real gateway. Arguments: only these ports."""
import functools
import glob
import os
import shutil
import sys

import sequence
from qemu_board import FIRMWARE, PORTS, board_class
from rig import Rig, run

ALL_TOOLS = "--all-tools"


def named(port, step, *args):
    """A step of the sequence as a test of this port."""
    test = functools.partial(step, *args)
    test.__name__ = f"{port}: {step.__name__}"
    return test


def found_on_its_serial_line(rig, board, name):
    board.make_flash()
    board.start()
    rig.adopt(name)


def tools_of(turn, turns):
    """All of the tools, or in turns: each quick one on one of the ports."""
    tools = [sequence.ampy_works, sequence.mpytool_works]
    if ALL_TOOLS in sys.argv:
        return [*tools, sequence.thonny_works, sequence.rshell_works]
    return tools[turn::turns]


def steps_of(rig, board, name, tools):
    steps = [found_on_its_serial_line, sequence.status_tells_about_the_board,
             sequence.programs_run, sequence.files_go_both_ways,
             sequence.the_fastest_speed_is_agreed_upon,
             sequence.files_are_used_at_the_end_of_the_stack,
             sequence.deep_recursion_is_an_exception, sequence.prompt_works,
             sequence.stack_is_large_enough, sequence.resets,
             sequence.json_in_json_is_an_exception, sequence.resets]
    if not board.has_slots:
        steps.append(sequence.updates_are_refused)
    if board.fault:
        steps.append(sequence.fault_is_reported)
    steps += [*board.steps, sequence.power_cuts_leave_files,
              sequence.tools_get_the_line, sequence.mpremote_works, *tools,
              sequence.tools_give_the_line_back]
    if board.network_facts:
        steps.append(sequence.gateway_is_dialled)
    return [named(board.port, step, rig, board, name) for step in steps]


def main():
    ports = [name for name in sys.argv[1:] if name != ALL_TOOLS] or sorted(
        path.split(os.sep)[-2]
        for path in glob.glob(os.path.join(PORTS, "*", "board.py")))
    tests = []
    with Rig() as rig:
        rig.start_gateway()
        for port in ports:
            make = board_class(port)
            if not shutil.which(make.qemu):
                print(f"# {port}: no {make.qemu}")
            elif not os.path.exists(os.path.join(FIRMWARE, port)):
                print(f"# {port}: not built")
            else:
                board = make(rig, port.replace("-", ""))
                tests += steps_of(rig, board, board.name, tools_of(
                    ports.index(port), len(ports)))
        if not tests:
            sys.exit(77)
        run(*tests)


main()
