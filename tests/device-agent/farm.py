#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Many boards in one process: their lines, files, control, resets."""
import os
import signal
import socket
import subprocess
import sys
import tempfile

import board
from board import Board, check, equal, up1


class Farm(Board):
    """upy-board --count; line() and control() are those of one board."""

    def __init__(self, count, *options, **more):
        self.count = count
        super().__init__("--count", str(count), *options, **more)

    def start(self):
        self.process = subprocess.Popen(self.command(), stderr=self.log,
                                        stdout=self.log)
        board.wait_for(lambda: os.path.exists(f"{self.serial}-{self.count}"),
                       "all serial lines")

    def attach(self, number, **options):
        line = up1.Line.open_serial(f"{self.serial}-{number}")
        self.lines.append(line)
        gateway = up1.Gateway(line, **options)
        gateway.hello()
        return gateway


def test_serial_lines_ids_and_names():
    with Farm(3, "--id-prefix", "lab-", "--name", "bench") as farm:
        for number in (1, 2, 3):
            peer = farm.attach(number).peer
            equal(peer[7], f"lab-{number}", "id")
            equal(peer[12], f"bench-{number}", "name")
        equal(farm.stop_process(signal.SIGTERM), 0, "status")
        check(not os.path.lexists(farm.serial + "-2"), "lines are gone")
        check(not os.path.exists(farm.control_path), "the socket is gone")


def test_flash_is_kept_in_a_directory():
    with Farm(3) as farm:
        gateway = farm.attach(2)
        boot = gateway.peer[8]
        equal(gateway.call("FS_MKDIR", {0: "/kept"})[0], 0, "mkdir")
        equal(sorted(os.listdir(farm.state)),
              ["board-1.flash", "board-2.flash", "board-3.flash"], "files")
        farm.kill()
        farm.start()
        gateway = farm.attach(2)
        equal(gateway.call("FS_STAT", {0: "/kept"})[1][0], 2, "after kill -9")
        check(gateway.peer[8] != boot, "it started anew")
        equal(farm.attach(3).call("FS_STAT", {0: "/kept"})[0], 0x402,
              "another board's files")
        second = subprocess.run(
            farm.command(), capture_output=True, timeout=20, check=False)
        equal(second.returncode, 1, "the same directory again")
        check(b"in use by other boards" in second.stderr, second.stderr)
        farm.kill()
        # Alone it is the same board.
        with Board(start=False) as single:
            single.state = os.path.join(farm.state, "board-2.flash")
            single.start()
            gateway = single.attach()
            equal(gateway.peer[7], "board-2", "id")
            equal(gateway.call("FS_STAT", {0: "/kept"})[1][0], 2, "alone")


def test_resets_watchdog_and_sleep():
    with Farm(2, "--flash", "none", flash=False) as farm:
        other = farm.attach(2)
        other_boot = other.peer[8]
        gateway = farm.attach(1)
        for source, cause in (
                ("machine.reset()", "hard"),
                ("machine.deepsleep(50)", "deep-sleep"),
                ("machine.WDT(timeout=200)\nwhile True: pass", "watchdog")):
            boot = gateway.peer[8]
            gateway.start(up1.COMMANDS["EXEC_START"], up1.cbor(
                {0: 0, 1: "import machine\n" + source}))
            gateway.open.clear()
            gateway.wait(lambda: gateway.peer[8] != boot, source)
            equal(gateway.call("INFO")[1][11], cause, source)
        output, _ = gateway.run("print(7)")
        equal(output, b"7\n", "and it runs")
        gateway.call("RESET", {0: False})
        output, _ = gateway.run("print(8)")
        equal(output, b"8\n", "after a soft reset")
        equal(other.call("INFO")[1][5], other_boot, "the other one")


def test_control_chooses_a_board():
    with Farm(3) as farm:
        gateway = farm.attach(3)
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(board.PATIENCE)
            client.connect(farm.control_path)
            stream = client.makefile("rw")

            def ask(text):
                stream.write(text + "\n")
                stream.flush()
                return stream.readline().strip()
            check(ask("get p3").startswith("error"), "no board chosen")
            check(ask("board nobody").startswith("error"), "no such board")
            equal(ask("board board-3"), "ok board-3", "choose")
            equal(ask("set p3 1"), "ok 1", "set")
            equal(ask("board board-2"), "ok board-2", "choose")
            equal(ask("get p3"), "ok 0", "the other board's pin")
        equal(gateway.call("PIN_GET", {0: "p3"})[1][0], 1, "PIN_GET")


def test_flash_none_of_one_board():
    with Board("--flash", "none", flash=False) as b:
        gateway = b.attach()
        equal(gateway.call("FS_MKDIR", {0: "/d"})[0], 0, "mkdir")
        boot = gateway.peer[8]
        gateway.call("RESET", {0: True})
        gateway.wait(lambda: gateway.peer[8] != boot, "reset")
        equal(gateway.call("FS_STAT", {0: "/d"})[0], 0, "kept by a reset")


def test_usage():
    with tempfile.TemporaryDirectory() as place:
        tty = ["--serial", os.path.join(place, "tty")]
        for options in (["--count", "0"], ["--count", "x"],
                        ["--count", "2", "--id", "one"],
                        ["--count", "2", "--id-prefix", "No"],
                        ["--count", "2", "--uart", place + "/u"],
                        ["--id-prefix", "a-", "--flash", "none"],
                        ["--flash", "none", "--state", place + "/s"],
                        ["--flash", "some"]):
            run = subprocess.run([board.PROGRAM] + tty + options,
                                 capture_output=True, timeout=20, check=False)
            equal(run.returncode, 2, f"status of {options}")
        run = subprocess.run(
            ["sh", "-c", "ulimit -n 100; exec \"$@\"", "sh", board.PROGRAM,
             "--count", "1000", "--connect", "127.0.0.1:1"],
            capture_output=True, timeout=20, check=False)
        if os.getuid() != 0:
            equal(run.returncode, 1, "too few descriptors")
            check(b"1000 boards need" in run.stderr, run.stderr)


if __name__ == "__main__":
    sys.exit(board.main(dict(globals())))
