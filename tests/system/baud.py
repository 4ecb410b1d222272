#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The speed of a serial line: agreed upon, used, given up when the cable is
not good enough, taken back after a restart; nothing is lost meanwhile. The
board's end of the line garbles what comes at another speed than its own."""
import hashlib
import os
import pty
import random
import select
import struct
import subprocess
import sys
import termios
import threading
import tty

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "lib"))
import up1  # noqa: E402
from rig import Rig, check, die_with_parent, run, wait_until  # noqa: E402

WAIT = 120
SIZE = 300000


class Wire:
    """Between the gateway and a board: the speed goes through, and of the
    messages of a change some are lost: {"answer": 1} is the first answer."""

    def __init__(self, far, near, losses):
        self.losses = dict(losses)
        self.asked = False
        self.far = os.open(far, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        tty.setraw(self.far)
        self.near, self.slave = pty.openpty()
        tty.setraw(self.slave)
        os.symlink(os.ttyname(self.slave), near)
        self.held = {self.far: b"", self.near: b""}
        self.halt = False
        self.thread = threading.Thread(target=self.relay, daemon=True)
        self.thread.start()

    def relay(self):
        other = {self.far: self.near, self.near: self.far}
        while not self.halt:
            ready = select.select([self.far, self.near], [], [], 0.01)[0]
            mode = termios.tcgetattr(self.far)
            speed = termios.tcgetattr(self.slave)[4:6]
            if mode[4:6] != speed:
                mode[4:6] = speed
                termios.tcsetattr(self.far, termios.TCSANOW, mode)
            for source in ready:
                try:
                    kept = self.lose(source, os.read(source, 4096))
                    while kept:
                        select.select([], [other[source]], [], 1)
                        kept = kept[os.write(other[source], kept):]
                except OSError:
                    continue

    def lose(self, source, data):
        """What is left; an incomplete frame waits for its end."""
        data = self.held[source] + data
        out = b""
        while True:
            start = data.find(b"\0\xfe")
            end = data.find(b"\0", start + 2)
            if start < 0 or end < 0:
                keep = len(data) if start < 0 else start
                if start < 0 and data.endswith(b"\0"):
                    keep -= 1
                self.held[source] = data[keep:]
                return out + data[:keep]
            out += data[:start]
            name = self.name_of(data[start + 2:end])
            if self.losses.get(name, 0) > 0:
                self.losses[name] -= 1
            else:
                out += data[start:end + 1]
            data = data[end + 1:]

    def name_of(self, body):
        packet = up1.cobs_decode(body)
        if packet is None or len(packet) < 12:
            return None
        first, _, _, arg = struct.unpack_from("<BBHI", packet)
        kind = first >> 3 & 7
        if kind in (up1.REQ, up1.RSP) and \
                arg & 0xffff == up1.COMMANDS["BAUD_SET"]:
            self.asked = True
            return "request" if kind == up1.REQ else "answer"
        if kind == up1.CTRL and self.asked:
            return {up1.PING: "ping", up1.PONG: "pong"}.get(arg & 0xffff)
        return None

    def close(self):
        self.halt = True
        self.thread.join()
        for fd in (self.far, self.near, self.slave):
            os.close(fd)


def link(rig, name="a"):
    return rig.ctl("link", name, "--json").json


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


LOSSES = [{"request": 1}, {"answer": 1}, {"ping": 1}, {"pong": 1},
          {"ping": 3, "pong": 2}, {"answer": 99}, {"request": 99},
          {"pong": 12}]


def test_each_message_lost_in_turn():
    """Both ends meet at one speed, and the board is there."""
    with Rig() as rig:
        rig.start_gateway()
        wires = []
        for i, losses in enumerate(LOSSES):
            rig.start_board(f"b{i}", link=f"far{i}")
            wait_until(lambda i=i: os.path.exists(rig.path(f"far{i}")),
                       "the board's line", WAIT)
            wires.append(Wire(rig.path(f"far{i}"), rig.path(f"ttyb{i}"),
                              losses))
        names = [f"b{i}" for i in range(len(LOSSES))]
        for name in names:
            rig.adopt(name)
        asking = [subprocess.Popen(
            [rig.program("upyctl"), "link", name, "--baud", "921600"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            preexec_fn=die_with_parent, env=dict(
                os.environ, UPY_SOCKET=rig.path("run", "control.sock")))
                  for name in names]
        for process in asking:
            process.wait(WAIT)
        ends = []
        for name, wire in zip(names, wires):
            wire.losses = {}
            now = wait_until(lambda name=name: (now := link(rig, name)) and
                             not now["changing"] and now, "it settles", WAIT)
            ends.append(now["baud"])
            wait_until(lambda name=name: rig.ctl("eval", name, "6 * 7").out
                       .strip() == "42", f"{name} works", WAIT)
        print(f"# speeds after losses: {ends}")
        check(set(ends) <= set(link(rig, "b0")["speeds"]), ends)
        for wire in wires:
            wire.close()


TESTS = [test_a_faster_line_is_agreed_upon_and_used,
         test_a_bad_cable_leaves_the_speed_it_is_good_for]
if os.environ.get("UPY_BAUD") == "all":
    TESTS += [test_each_message_lost_in_turn,
              test_a_change_in_the_middle_of_a_transfer,
              test_a_gateway_that_was_killed_finds_the_board]
run(*TESTS)
