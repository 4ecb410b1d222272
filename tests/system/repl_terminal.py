#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""upyctl repl in a real terminal: editing, Ctrl-C, Ctrl-D, resize, exit."""
import fcntl
import os
import select
import struct
import sys
import termios
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "lib"))
from rig import Failure, PATIENCE, Rig, check, run  # noqa: E402
from terminal import start_in_terminal  # noqa: E402

rig = Rig()


class Terminal:
    def __init__(self, *command, env=None):
        self.pid, self.fd = start_in_terminal(command, env)
        self.seen = b""

    def expect(self, text):
        end = time.monotonic() + PATIENCE
        while text not in self.seen:
            if time.monotonic() > end:
                raise Failure(f"no {text!r} in {self.seen!r}")
            if select.select([self.fd], [], [], 0.1)[0]:
                try:
                    self.seen += os.read(self.fd, 4096)
                except OSError:
                    raise Failure(f"closed: {self.seen!r}") from None
        at = self.seen.index(text) + len(text)
        before, self.seen = self.seen[:at], self.seen[at:]
        return before

    def send(self, text):
        os.write(self.fd, text)

    def resize(self, rows, cols):
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ,
                    struct.pack("HHHH", rows, cols, 0, 0))

    def wait(self):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                os.close(self.fd)
                return os.waitstatus_to_exitcode(status)
            if select.select([self.fd], [], [], 0.05)[0]:
                try:
                    self.seen += os.read(self.fd, 4096)
                except OSError:
                    time.sleep(0.02)
        raise Failure("did not end")


def repl():
    return Terminal(rig.program("upyctl"), "repl", "a", env={
        "UPY_SOCKET": rig.path("run", "control.sock")})


def a_prompt_and_an_answer():
    rig.start_gateway()
    rig.start_board("a")
    rig.adopt("a")
    terminal = repl()
    terminal.expect(b">>> ")
    terminal.send(b"6 * 7\r")
    terminal.expect(b"42")
    terminal.expect(b">>> ")
    terminal.send(b"\x1d")
    check(terminal.wait() == 0, "exit status")


def editing_keys():
    terminal = repl()
    terminal.expect(b">>> ")
    terminal.send(b"prit(1)\x01\x1b[C\x1b[C\x1b[Cn\x05\r")  # ^A right x3 n ^E
    terminal.expect(b"\r\n1\r\n")
    terminal.expect(b">>> ")
    terminal.send(b"\x1b[A")  # history
    terminal.expect(b"print(1)")
    terminal.send(b"\x15value = 99\r")
    terminal.expect(b">>> ")
    terminal.send(b"val\t\r")
    terminal.expect(b"99")
    terminal.expect(b">>> ")
    terminal.send(b"\x1d")
    terminal.wait()


def blocks_and_interrupts():
    terminal = repl()
    terminal.expect(b">>> ")
    terminal.send(b"for i in range(2):\rprint('i', i)\r\r\r\r")
    terminal.expect(b"i 0\r\ni 1\r\n")
    terminal.expect(b">>> ")
    terminal.send(b"while True: pass\r\r")
    terminal.expect(b"while True: pass\r\n")
    deadline = time.monotonic() + PATIENCE
    while b"KeyboardInterrupt" not in terminal.seen:
        check(time.monotonic() < deadline, "no KeyboardInterrupt")
        terminal.send(b"\x03")
        if select.select([terminal.fd], [], [], 0.2)[0]:
            terminal.seen += os.read(terminal.fd, 4096)
    terminal.expect(b">>> ")
    terminal.send(b"\x1d")
    terminal.wait()


def a_line_for_input():
    terminal = repl()
    terminal.expect(b">>> ")
    terminal.send(b"'[%s]' % input('name? ')\r")
    terminal.expect(b"\r\nname? ")
    terminal.send(b"ame\x01n\x05s\r")
    terminal.expect(b"'[names]'\r\n")
    terminal.expect(b">>> ")
    terminal.send(b"\x1d")
    terminal.wait()


def resize_and_soft_reset():
    terminal = repl()
    terminal.expect(b">>> ")
    terminal.resize(40, 132)
    terminal.send(b"x = 5\r")
    terminal.expect(b">>> ")
    terminal.send(b"\x04")
    terminal.expect(b"soft reboot")
    terminal.expect(b">>> ")
    terminal.send(b"x\r")
    terminal.expect(b"NameError")
    terminal.expect(b">>> ")
    terminal.send(b"\x1d")
    check(terminal.wait() == 0, "exit status")


def piped_input():
    result = rig.ctl("repl", "a", stdin=b"print('pi' + 'ped')\r")
    check(result.status == 0 and "piped" in result.out, repr(result))


def the_board_goes_away():
    terminal = repl()
    terminal.expect(b">>> ")
    rig.stop("a")
    check(terminal.wait() == 3, "exit status is 3: offline")


with rig:
    run(a_prompt_and_an_answer, editing_keys, blocks_and_interrupts,
        a_line_for_input, resize_and_soft_reset, piped_input, the_board_goes_away)
