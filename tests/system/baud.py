#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The speed of a serial line: agreed upon, used, given up when the cable is
not good enough, taken back after a restart; nothing is lost meanwhile. The
board's end of the line garbles what comes at another speed than its own."""
import hashlib
import os
import random
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "lib"))
from rig import Rig, check, die_with_parent, run, wait_until  # noqa: E402

WAIT = 120
SIZE = 300000


def link(rig):
    return rig.ctl("link", "a", "--json").json


def wait_baud(rig, baud):
    return wait_until(lambda: (now := link(rig))["baud"] == baud and
                      not now["changing"] and now, f"{baud} baud", WAIT)


def set_baud(rig, baud):
    """A loaded machine may be late once; then it is asked again."""
    wait_until(lambda: rig.ctl("link", "a", "--baud", str(baud)).status == 0,
               f"{baud} baud", WAIT)


def start(rig):
    rig.start_gateway()
    rig.start_board("a")
    rig.adopt("a")


def check_file(rig, name, data):
    with open(rig.path(name), "wb") as stream:
        stream.write(data)
    rig.ok("cp", rig.path(name), f"a:{name}", timeout=WAIT)
    check(hashlib.sha256(data).hexdigest() in rig.ok("hash", f"a:{name}"),
          "the file is another")


def test_a_faster_line_is_agreed_upon_and_used():
    data = random.Random(1).randbytes(SIZE)
    with Rig("[serial]\nfast-baud = 500000\n") as rig:
        start(rig)
        now = wait_baud(rig, 460800)
        check(now["usual_baud"] == 115200 and 921600 in now["speeds"],
              f"link says {now}")
        check_file(rig, "first", data)
        rig.fails(1, "link", "a", "--baud", "100")
        set_baud(rig, 921600)
        check("921600 baud" in rig.ok("link", "a"), "the text of link")
        check(rig.ok("eval", "a", "6 * 7").strip() == "42", "eval")
        # It starts at the usual speed again, and is asked again.
        boot = rig.board("a")["boot_id"]
        rig.ok("reset", "--hard", "a")
        wait_until(lambda: (now := rig.board("a")) and now["online"] and
                   now["boot_id"] != boot, "it restarts", WAIT)
        wait_baud(rig, 921600)
        check_file(rig, "second", data[::-1])
        set_baud(rig, 0)
        check(link(rig)["baud"] == 115200, "the usual speed")


def test_a_change_in_the_middle_of_a_transfer():
    data = random.Random(2).randbytes(SIZE)
    with Rig() as rig:
        start(rig)
        with open(rig.path("image"), "wb") as stream:
            stream.write(data)
        for baud in (460800, 921600, 0):
            copy = subprocess.Popen(
                [rig.program("upyctl"), "cp", rig.path("image"), "a:image"],
                preexec_fn=die_with_parent, env=dict(
                    os.environ, UPY_SOCKET=rig.path("run", "control.sock")))
            set_baud(rig, baud)
            check(copy.wait(WAIT) == 0, "the copy failed")
            check(hashlib.sha256(data).hexdigest() in
                  rig.ok("hash", "a:image"), "the file is another")
            rig.ok("rm", "a:image")


def test_a_bad_cable_leaves_the_speed_it_is_good_for():
    with Rig() as rig:
        start(rig)
        boot = rig.board("a")["boot_id"]
        rig.board_control("a", "cable 460800")
        err = rig.fails(1, "link", "a", "--baud", "921600", timeout=WAIT)
        check("stays at" in err, f"link says {err}")
        now = wait_baud(rig, 460800)
        check("921600 baud: not understood" in now["note"],
              f"link says {now}")
        board = rig.board("a")
        check(board["online"] and board["boot_id"] == boot, "it went away")
        check(rig.ok("eval", "a", "6 * 7").strip() == "42", "eval")
        check("back at the usual speed" in rig.log("upyd"),
              "the log does not tell")
        for line in rig.ok("logs", "a").splitlines():
            check(line.isascii(), f"noise in the log: {line!r}")
        rig.board_control("a", "cable 0")
        set_baud(rig, 921600)


def test_a_gateway_that_was_killed_finds_the_board():
    with Rig() as rig:
        start(rig)
        set_baud(rig, 921600)
        rig.kill("upyd")
        rig.start_gateway()
        rig.wait_online("a")
        check(link(rig)["baud"] == 115200, "the usual speed")
        check(rig.ok("eval", "a", "6 * 7").strip() == "42", "eval")


TESTS = [test_a_faster_line_is_agreed_upon_and_used,
         test_a_bad_cable_leaves_the_speed_it_is_good_for]
if os.environ.get("UPY_BAUD") == "all":
    TESTS += [test_a_change_in_the_middle_of_a_transfer,
              test_a_gateway_that_was_killed_finds_the_board]
run(*TESTS)
