#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The line under stress: a program prints without pause, a file of 1 MiB goes
up, somebody types at the console, and the board's UART loses bytes: nothing
that arrives is wrong or missing, and the losses are counted."""
import hashlib
import os
import pty
import re
import select
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "lib"))
from paced_line import PacedLine  # noqa: E402
from rig import PATIENCE, Rig, check, die_with_parent, run, wait_until  # noqa: E402

SIZE = int(os.environ.get("UPY_STRESS", str(1024 * 1024)))
RATE = 200000       # bytes a second: 2,000,000 baud
LOSSES = 3
LOST_EACH = 300
PROGRAM = b"""
import sys, select
poll = select.poll()
poll.register(sys.stdin, 1)
i = 0
while True:
    print(i, 'abcdefghijklmnopqrstuvwxyz')
    i += 1
    if poll.poll(0):
        word = sys.stdin.readline().strip()
        print('echo', word)
        if word == 'stop':
            break
"""


class Terminal:
    """upyctl repl in a terminal of its own."""

    def __init__(self, rig):
        self.fd, slave = pty.openpty()
        self.process = subprocess.Popen(
            [rig.program("upyctl"), "repl", "a"], stdin=slave, stdout=slave,
            stderr=slave, preexec_fn=die_with_parent, env=dict(
                os.environ, TERM="vt100",
                UPY_SOCKET=rig.path("run", "control.sock")))
        os.close(slave)
        self.text = b""

    def read(self, timeout):
        if select.select([self.fd], [], [], timeout)[0]:
            self.text += os.read(self.fd, 65536)

    def wait(self, text, since=0):
        end = time.monotonic() + 4 * PATIENCE
        while text not in self.text[since:]:
            check(time.monotonic() < end,
                  f"{text!r} on the console: {self.text[-300:]!r}")
            self.read(0.1)

    def type(self, text):
        os.write(self.fd, text)

    def echo(self, word):
        """Types a word to the program; seconds until it answers."""
        began, since = time.monotonic(), len(self.text)
        self.type(word + b"\r")
        self.wait(b"echo " + word, since)
        return time.monotonic() - began

    def close(self):
        self.type(b"\x1d")
        end = time.monotonic() + PATIENCE
        while self.process.poll() is None and time.monotonic() < end:
            try:
                self.read(0.1)
            except OSError:
                break
        self.process.wait(PATIENCE)
        os.close(self.fd)


def check_lines(text):
    """Every number once and in order; what is typed may stand between."""
    numbers = [int(n) for n in re.findall(
        rb"(\d+) abcdefghijklmnopqrstuvwxyz\r\n", text)]
    check(numbers == list(range(len(numbers))) and len(numbers) > 100,
          f"{len(numbers)} lines, from {numbers[:1]} to {numbers[-1:]}")
    return len(numbers)


def received(rig):
    """Bytes the board got over its line."""
    stats = rig.board_control("a", "stats")
    return int(re.search(r"link0_rx=(\d+)", stats).group(1))


def everything_arrives():
    with Rig() as rig:
        rig.start_gateway()
        rig.start_board("a", "--size", "4M", link="far")
        wait_until(lambda: os.path.exists(rig.path("far")), "the line")
        line = PacedLine(rig.path("far"), rig.path("ttya"), RATE)
        rig.adopt("a")
        big = os.urandom(SIZE)
        for name, data in (("big", big), ("p.py", PROGRAM)):
            with open(rig.path(name), "wb") as stream:
                stream.write(data)
        rig.ok("cp", rig.path("p.py"), "a:/p.py")
        terminal = Terminal(rig)
        terminal.wait(b">>> ")
        terminal.type(b"import p\r")
        terminal.wait(b"50 abc")
        began = time.monotonic()
        copy = subprocess.Popen(
            [rig.program("upyctl"), "cp", rig.path("big"), "a:/big"],
            stdin=subprocess.DEVNULL, stderr=subprocess.PIPE,
            preexec_fn=die_with_parent, env=dict(
                os.environ, UPY_SOCKET=rig.path("run", "control.sock")))
        waits = []
        losses = 0
        before = received(rig)
        while copy.poll() is None:
            waits.append(terminal.echo(b"word%d" % len(waits)))
            # When the file is on its way; each a part of it later.
            if received(rig) - before > (losses + 1) * SIZE // 8 and \
                    losses < LOSSES:
                rig.board_control("a", f"lose {LOST_EACH}")
                losses += 1
        error = copy.stderr.read()
        copy.stderr.close()
        check(copy.returncode == 0, error)
        check(losses == LOSSES, f"{losses} losses while the file went up")
        passed = time.monotonic() - began
        terminal.echo(b"stop")
        terminal.wait(b">>> ", len(terminal.text) - 20)
        lines = check_lines(terminal.text)
        terminal.close()
        digest = rig.ok("hash", "a:/big").split()[0]
        check(digest == hashlib.sha256(big).hexdigest(), "the file")
        waits.sort()
        print(f"# {SIZE / passed / 1024:.0f} KiB/s up, {lines} lines printed, "
              f"{len(waits)} words echoed: p50 {waits[len(waits) // 2]:.3f} s,"
              f" p99 {waits[len(waits) * 99 // 100]:.3f} s behind the "
              "program's own output")
        telemetry = wait_until(
            lambda: (rig.board("a")["telemetry"] or {}).get("rx_overruns") and
            rig.board("a")["telemetry"], "losses are reported")
        # The decoder may count a frame that two losses made too long.
        check(telemetry["rx_overruns"] >= LOSSES * LOST_EACH, telemetry)
        check(f"{telemetry['rx_overruns']} bytes" in rig.ok("status", "a"),
              "upyctl shows them")
        line.close()


def copies_take_turns():
    """An ESP8266 has room for one transfer: who comes second waits."""
    with Rig() as rig:
        rig.start_gateway()
        rig.start_board("a", "--profile", "esp8266")
        rig.adopt("a")
        names = ["one", "two", "three"]
        for name in names:
            with open(rig.path(name), "wb") as stream:
                stream.write(os.urandom(200000))
            rig.start("cp " + name, rig.program("upyctl"), "--socket",
                      rig.path("run", "control.sock"), "cp", rig.path(name),
                      "a:" + name)
        source = rig.path("long.py")
        with open(source, "w", encoding="ascii") as stream:
            stream.write("#" * 20000 + "\nprint('ran')\n")
        check(rig.ok("run", "a", source) == "ran\n", "programs wait, too")
        for name in names:
            status = rig.processes.pop("cp " + name).wait(PATIENCE)
            check(status == 0, rig.log("cp " + name))
            got = rig.ctl("cat", "a:" + name)
            with open(rig.path(name), "rb") as stream:
                check(got.raw == stream.read(), f"{name}: {got.err}")


if __name__ == "__main__":
    run(everything_arrives, copies_take_turns)
