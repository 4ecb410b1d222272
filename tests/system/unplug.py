#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A board that is pulled out in the middle of an operation, early and late:
upyctl says so and ends, nothing hangs, and the board comes back.

The stages are bytes: the power goes when so many of them have crossed the
line since the operation began."""
import os
import pty
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "lib"))
sys.path.insert(0, os.path.join(HERE, "..", "device-agent"))
import firmware  # noqa: E402
from rig import (PATIENCE, Failure, Rig, check, die_with_parent,  # noqa: E402
                 run, wait_until)

STAGES = [int(stage) for stage in
          os.environ.get("UPY_STAGES", "0 60 700 20000").split()]
IS_CI = "UPY_STAGES" not in os.environ
FAILED, OFFLINE = 1, 3
BIG = 400000
MIDDLE = 20000
TREE = ("one", "two", "three")
ENDLESS = "i = 0\nwhile True:\n    i += 1\n    print('line', i)\n"


class Case(Rig):
    def begin(self):
        self.start_gateway()
        self.plug_in()
        self.adopt("a")
        with open(self.path("big"), "wb") as stream:
            stream.write(os.urandom(BIG))
        with open(self.path("endless.py"), "w", encoding="ascii") as stream:
            stream.write(ENDLESS)

    def __init__(self):
        super().__init__()
        self.options = ["--size", "2M"]

    def plug_in(self):
        self.start_board("a", *self.options)

    def carried(self):
        """Bytes that crossed the board's line, both ways."""
        words = dict(word.split("=") for word in
                     self.board_control("a", "stats").split()[1:])
        return int(words["link0_rx"]) + int(words["link0_tx"])

    def board_control_answers(self):
        def answers():
            try:
                return self.board_control("a", "help")
            except OSError:
                return None
        wait_until(answers, "the board's control socket")

    def spawn(self, *words):
        environment = dict(os.environ,
                           UPY_SOCKET=self.path("run", "control.sock"))
        return subprocess.Popen(
            [self.program("upyctl"), *words], stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            env=environment, preexec_fn=die_with_parent)

    def pull_out(self, process, stage):
        """Cuts the power at the stage, or when the operation is done."""
        began = self.carried()
        end = time.monotonic() + PATIENCE
        while self.carried() - began < stage and process.poll() is None and \
                time.monotonic() < end:
            time.sleep(0.001)
        self.kill("a")

    def come_back(self):
        self.wait_online("a", False)
        self.plug_in()
        self.wait_online("a")
        check(self.ok("exec", "a", "print('back')") == "back\n", "it runs")

    def make_files(self):
        os.mkdir(self.path("tree"))
        for name in ("kept", *TREE):
            with open(self.path("tree", name), "wb") as stream:
                stream.write(os.urandom(15000))
        os.rename(self.path("tree", "kept"), self.path("kept"))

    def check_files(self):
        """What was there is there, and nothing is half there."""
        with open(self.path("kept"), "rb") as kept:
            check(self.ctl("cat", "a:/kept").raw == kept.read(), "/kept")
        names = self.ctl("ls", "a:/tree", "--json")
        for name in TREE:
            if names.status != 0 or f'"{name}"' not in names.out:
                continue
            with open(self.path("tree", name), "rb") as stream:
                check(self.ctl("cat", "a:/tree/" + name).raw == stream.read(),
                      f"half of {name}")

    def check_end(self, what, process, stage, may_succeed=False):
        """The operation ended, and says why if it did not succeed."""
        try:
            _, error = process.communicate(timeout=PATIENCE * 2)
        except subprocess.TimeoutExpired:
            process.kill()
            raise Failure(f"{what} hangs when pulled out at {stage}") from None
        text = error.decode("utf-8", "replace")
        status = process.returncode
        if status != 0 or not may_succeed:
            check(status in (FAILED, OFFLINE),
                  f"{what} at {stage}: status {status}: {text}")
            check("upyctl: " in text, f"{what} at {stage} says why: {text}")


OPERATIONS = {
    # name: (command, may it be done before the stage is reached)
    "exec": (lambda case: ["exec", "a", ENDLESS], False),
    "run": (lambda case: ["run", "a", case.path("endless.py")], False),
    "reset": (lambda case: ["reset", "a"], True),
    "ls": (lambda case: ["ls", "a:/"], True),
    "tree": (lambda case: ["cp", "-r", case.path("tree"), "a:/"], False),
    "hash": (lambda case: ["hash", "a:/kept"], True),
    "rm": (lambda case: ["rm", "-r", "a:/tree"], True),
    "link": (lambda case: ["link", "--baud", "921600", "a"], True),
}
# CI waits for no copy here, and pulls those out once, a few bytes after they
# began.
LONG = ("tree",)
ONCE = {"hash": [60], "rm": [700], "link": [60]}


def test_operation(name):
    def operation():
        words, may_succeed = OPERATIONS[name]
        with Case() as case:
            case.begin()
            case.make_files()
            case.ok("cp", case.path("kept"), "a:/kept")
            if name == "rm":
                case.ok("cp", "-r", case.path("tree"), "a:/")
            stages = STAGES[:2] if may_succeed else STAGES
            for stage in ONCE[name] if name in ONCE and IS_CI else stages:
                process = case.spawn(*words(case))
                case.pull_out(process, stage)
                case.check_end(name, process, stage, may_succeed)
                case.come_back()
                case.check_files()
    operation.__name__ = name
    return operation


def copies_break_off():
    """A copy waits for its board, but not for ever."""
    with Case() as case:
        case.begin()
        case.ok("cp", case.path("big"), "a:/old")
        up = case.spawn("cp", case.path("big"), "a:/new")
        down = case.spawn("cp", "a:/old", case.path("copy"))
        case.pull_out(up, MIDDLE)
        case.check_end("cp up", up, MIDDLE)
        case.check_end("cp down", down, MIDDLE)
        case.come_back()
        check(case.ok("ls", "a:/") == "old\n", "half a file is no file")
        check(not os.path.exists(case.path("copy")), "here, too")


def goes_on(case, process, stages):
    """Pulls the board out and plugs it in again at each stage."""
    for stage in stages:
        case.pull_out(process, stage)
        case.plug_in()
        case.board_control_answers()
    _, error = process.communicate(timeout=PATIENCE * 4)
    check(process.returncode == 0, error.decode("utf-8", "replace"))


def copies_go_on():
    with Case() as case:
        case.begin()
        goes_on(case, case.spawn("cp", case.path("big"), "a:/new"),
                [MIDDLE, MIDDLE])
        goes_on(case, case.spawn("cp", "a:/new", case.path("copy")),
                [MIDDLE, MIDDLE])
        with open(case.path("big"), "rb") as one, \
                open(case.path("copy"), "rb") as other:
            check(one.read() == other.read(), "the file is another")


def update_goes_on():
    with Case() as case:
        maker = firmware.Maker(case.dir)
        case.options += ["--key", maker.public, "--trial", "0.2"]
        case.begin()
        image = maker.image("good", "1.0.0")
        goes_on(case, case.spawn("ota", "a", image.path), [MIDDLE, MIDDLE])
        check(case.board("a")["agent_version"] == "1.0.0", "it runs")


def repl():
    with Case() as case:
        case.begin()
        for stage in STAGES[:3]:
            master, slave = pty.openpty()
            environment = dict(os.environ, TERM="vt100",
                               UPY_SOCKET=case.path("run", "control.sock"))
            process = subprocess.Popen(
                [case.program("upyctl"), "repl", "a"], stdin=slave,
                stdout=slave, stderr=subprocess.PIPE, env=environment,
                preexec_fn=die_with_parent)
            os.close(slave)
            wait_until(lambda: b">>>" in os.read(master, 4096), "the prompt")
            os.write(master, b"while True: print('x' * 60)\r\r")
            case.pull_out(process, stage)
            case.wait_online("a", False)
            case.plug_in()
            case.wait_online("a")
            # The terminal stays for the board to come back, or it ends.
            if process.poll() is None:
                os.write(master, b"\x1d")
            end = time.monotonic() + PATIENCE
            while process.poll() is None and time.monotonic() < end:
                try:
                    os.read(master, 65536)
                except OSError:
                    break
            check(process.wait(PATIENCE) is not None, "it ends")
            process.stderr.close()
            os.close(master)


def adoption():
    with Case() as case:
        case.start_gateway()
        case.plug_in()
        found = wait_until(case.found, "the board is found")[0]["id"]
        case.kill("a")
        wait_until(lambda: not case.found(), "it is gone")
        result = case.ctl("board", "adopt", found, "a")
        check(result.status != 0 and "upyctl: " in result.err, result)
        case.plug_in()
        case.adopt("a")


if __name__ == "__main__":
    run(*[test_operation(name) for name in OPERATIONS
          if not IS_CI or name not in LONG],
        copies_break_off, copies_go_on, update_goes_on, repl, adoption)
