#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Processes that are killed come back, and disturb no other."""
import sys

from daemon_rig import check, run, wait_until


def start(rig):
    rig.start_gateway()
    rig.all_processes()
    rig.fake_board("one", rig.path("ttyone"))
    return rig.wait_board("one")


def survivors_stay(rig, name):
    """Kills one process; the others and the board's session go on."""
    before = start(rig)
    pids = {p["name"]: p["pid"] for p in rig.all_processes()}
    old = rig.kill_process(name)
    after = rig.wait_restart(name, old)
    check(after["restarts"] == 1, f"{name}: {after}")
    for process in rig.all_processes():
        if process["name"] != name:
            check(process["pid"] == pids[process["name"]],
                  f"{process['name']} was restarted too")
    board = rig.wait_board("one")
    check(board["since"] == before["since"],
          "the board's session was disturbed")


def web_restarts_alone(rig):
    survivors_stay(rig, "web")


def store_restarts_alone(rig):
    survivors_stay(rig, "store")


def link_restarts_and_finds_its_boards(rig):
    start(rig)
    rig.fake_board("two")
    rig.wait_board("two")
    old = rig.kill_process("link")
    rig.wait_restart("link", old)
    rig.wait_board("one")


def fleet_takes_all_with_it_and_all_return(rig):
    start(rig)
    rig.request("POST", "/v1/boards/one/adopt", {"name": "first"})
    old = rig.kill_process("fleet")
    rig.wait_restart("fleet", old)
    board = rig.wait_board("one")
    check(board["name"] == "first" and board["adopted"],
          f"what was saved is still there: {board}")


def killed_parent_loses_nothing(rig):
    start(rig)
    rig.request("POST", "/v1/boards/one/adopt", {"name": "first"})
    rig.kill("upyd")
    rig.start_gateway()
    board = rig.wait_board("one")
    check(board["name"] == "first" and board["adopted"], f"{board}")


def a_process_that_keeps_dying_is_slowed_down(rig):
    start(rig)
    for _ in range(4):
        old = rig.kill_process("store")
        rig.wait_restart("store", old)
    check(rig.process("store")["restarts"] == 4, "four restarts")
    wait_until(lambda: rig.boards().get("one", {}).get("online"),
               "the board is still there")


if __name__ == "__main__":
    sys.exit(run(web_restarts_alone, store_restarts_alone,
                 link_restarts_and_finds_its_boards,
                 fleet_takes_all_with_it_and_all_return,
                 killed_parent_loses_nothing,
                 a_process_that_keeps_dying_is_slowed_down))
