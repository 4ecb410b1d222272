#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Serial ports: plugged, unplugged, named twice, in use."""
import fcntl
import os
import signal
import sys

from daemon_rig import check, run, wait_until


def ports(rig):
    return {port["path"]: port for port in rig.get("/v1/gw")["ports"]}


def port_vanishes_and_returns(rig):
    rig.start_gateway(f"[serial]\nport = {rig.path('fixed')}\n")
    rig.fake_board("one", rig.path("fixed"))
    rig.wait_board("one")
    rig.kill("one")
    board = rig.wait_board("one", online=False)
    check("vanished" in board["why"], board["why"])
    rig.fake_board("one", rig.path("fixed"))
    rig.wait_board("one")


def board_is_found_when_plugged(rig):
    rig.start_gateway()
    rig.fake_board("late", rig.path("ttylate"))
    board = rig.wait_board("late")
    check(board["via"] == f"serial:{rig.path('ttylate')}", board["via"])
    rig.kill("late")    # leaves a link that leads nowhere
    rig.wait_board("late", online=False)
    wait_until(lambda: rig.path("ttylate") not in ports(rig) or
               ports(rig)[rig.path("ttylate")]["state"] != "open",
               "the port is closed")


def device_with_two_names_is_opened_once(rig):
    rig.fake_board("one", rig.path("real"))
    wait_until(lambda: os.path.lexists(rig.path("real")), "the pty")
    rig.start_gateway(f"[serial]\nport = {rig.path('real')}\n"
                      f"port = {rig.path('alias')}\n")
    rig.wait_board("one")
    os.symlink(rig.path("real"), rig.path("alias"))
    port = wait_until(
        lambda: (p := ports(rig).get(rig.path("alias"))) and
        p["state"] == "failed" and p, "the second name is refused")
    check("same device" in port["why"], port["why"])
    check(rig.boards()["one"]["online"], "the board stays")


def device_in_use_is_opened_when_free(rig):
    rig.fake_board("one", rig.path("real"))
    wait_until(lambda: os.path.lexists(rig.path("real")), "the pty")
    holder = os.open(rig.path("real"), os.O_RDWR | os.O_NOCTTY)
    fcntl.flock(holder, fcntl.LOCK_EX)
    rig.start_gateway(f"[serial]\nport = {rig.path('real')}\n")
    port = wait_until(
        lambda: (p := ports(rig).get(rig.path("real"))) and
        p["state"] == "failed" and p, "the port is refused")
    check("in use" in port["why"], port["why"])
    os.close(holder)
    rig.wait_board("one")


def file_is_no_port(rig):
    with open(rig.path("file"), "w", encoding="ascii"):
        pass
    rig.start_gateway(f"[serial]\nport = {rig.path('file')}\n")
    port = wait_until(
        lambda: (p := ports(rig).get(rig.path("file"))) and
        p["state"] == "failed" and p, "the file is refused")
    check("not a terminal" in port["why"], port["why"])


def silent_board_is_offline_within_three_heartbeats(rig):
    rig.start_gateway()
    rig.fake_board("one", rig.path("ttyone"))
    rig.wait_board("one")
    rig.processes["one"].send_signal(signal.SIGSTOP)
    board = rig.wait_board("one", online=False)
    check(board["why"] == "heartbeat lost", board["why"])
    rig.processes["one"].send_signal(signal.SIGCONT)
    rig.wait_board("one")


if __name__ == "__main__":
    sys.exit(run(port_vanishes_and_returns, board_is_found_when_plugged,
                 device_with_two_names_is_opened_once,
                 device_in_use_is_opened_when_free, file_is_no_port,
                 silent_board_is_offline_within_three_heartbeats))
