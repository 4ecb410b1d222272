#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The console: plain text on the line for people and stock tools, the
console channel for gateways."""
import os
import sys
import time

import board
from board import Board, check, equal, up1


class Terminal:
    """A person, or a tool that knows nothing of frames."""

    def __init__(self, b):
        self.line = b.line()

    def read_until(self, text, timeout=20):
        end = time.monotonic() + timeout
        while text not in self.line.text:
            if time.monotonic() > end:
                raise up1.Timeout(f"{text!r}, got {bytes(self.line.text)!r}")
            self.line.receive(0.1)
        at = self.line.text.index(text) + len(text)
        got = bytes(self.line.text[:at])
        del self.line.text[:at]
        return got

    def type(self, data):
        self.line.write(data)


def test_prompt_on_the_plain_line():
    with Board() as b:
        person = Terminal(b)
        person.type(b"\r")
        person.read_until(b">>> ")
        person.type(b"print(6 * 7)\r")
        got = person.read_until(b"42\r\n")
        check(b"print(6 * 7)" in got, f"the line is echoed: {got}")
        person.read_until(b">>> ")
        person.type(b"for i in range(2):\rprint(i)\r\r\r\r")
        person.read_until(b"0\r\n1\r\n")


def test_ctrl_c_on_the_plain_line():
    with Board() as b:
        person = Terminal(b)
        person.type(b"\r")
        person.read_until(b">>> ")
        person.type(b"while True: pass\r\r")
        person.read_until(b"\n")
        time.sleep(0.2)
        person.type(b"\x03")
        person.read_until(b"KeyboardInterrupt")
        person.read_until(b">>> ")


def test_input_has_the_line_editor():
    with Board() as b:
        person = Terminal(b)
        person.type(b"\r")
        person.read_until(b">>> ")
        person.type(b"x = input('who? ')\r")
        person.read_until(b"\r\nwho? ")
        person.type(b"bd\x1b[Doar\r")
        equal(person.read_until(b">>> "),
              b"bd\bod\bad\brd\b\r\n>>> ", "editing")
        person.type(b"print(x + input())\r")
        person.read_until(b"\r\n")
        person.type(b"\x10\x10s\r")  # history
        person.read_until(b"boards\r\nboardboards\r\n>>> ")
        person.type(b"input('again? ')\r")
        person.read_until(b"\r\nagain? ")
        person.type(b"half\x03")
        person.read_until(b"KeyboardInterrupt: \r\n>>> ")
        person.type(b"input()\r")
        person.read_until(b"\r\n")
        person.type(b"\x04")
        person.read_until(b"EOFError: \r\n>>> ")


def test_no_frames_while_somebody_types():
    with Board() as b:
        person = Terminal(b)
        person.type(b"\r")
        person.read_until(b">>> ")
        end = time.monotonic() + 4
        while time.monotonic() < end:
            equal(person.line.receive(0.2), [], "no HELLO")
        equal(person.line.bad, 0, "no noise")
        # A gateway that asks is answered all the same.
        gateway = up1.Gateway(person.line)
        gateway.hello(5)
        equal(gateway.call("INFO")[0], 0, "INFO")


def test_raw_repl():
    with Board() as b:
        tool = Terminal(b)
        tool.type(b"\r\x03\x03")
        tool.type(b"\r\x01")
        tool.read_until(b"raw REPL; CTRL-B to exit\r\n>")
        tool.type(b"print('raw')\x04")
        equal(tool.read_until(b"\x04\x04>"), b"OKraw\r\n\x04\x04>", "answer")
        tool.type(b"1 // 0\x04")
        got = tool.read_until(b"\x04>")
        check(got.startswith(b"OK\x04Traceback") and
              b"ZeroDivisionError" in got, f"{got}")
        tool.type(b"\x02")
        tool.read_until(b">>> ")


def test_raw_repl_with_a_long_program():
    with Board("--heap", "512K") as b:
        tool = Terminal(b)
        tool.type(b"\r\x03\x03\r\x01")
        tool.read_until(b"raw REPL; CTRL-B to exit\r\n>")
        tool.type(b"".join(b"x%d = %d\n" % (i, i) for i in range(600)) +
                  b"print(x599)\x04")
        equal(tool.read_until(b"\x04\x04>"), b"OK599\r\n\x04\x04>", "answer")


def test_raw_paste():
    with Board() as b:
        tool = Terminal(b)
        tool.type(b"\r\x03\x03\r\x01")
        tool.read_until(b"raw REPL; CTRL-B to exit\r\n>")
        tool.type(b"\x05A\x01")
        tool.read_until(b"R\x01")
        while len(tool.line.text) < 2:
            tool.line.receive(1)
        step = int.from_bytes(tool.line.text[:2], "little")
        del tool.line.text[:2]
        check(step >= 32, f"window {step}")
        source = b"print('pasted')\n" + b"# filler\n" * 300
        window = step
        while source:
            while window == 0 or tool.line.text:
                tool.line.receive(0 if window else 5)
                while tool.line.text[:1] == b"\x01":
                    del tool.line.text[:1]
                    window += step
                if window:
                    break
            tool.type(source[:window])
            source, window = source[window:], window - min(window, len(source))
        tool.type(b"\x04")
        got = tool.read_until(b"\x04>").replace(b"\x01", b"")
        check(got == b"\x04pasted\r\n\x04\x04>"[:len(got)], f"{got}")


def test_soft_reset_by_ctrl_d():
    with Board() as b:
        person = Terminal(b)
        person.type(b"\r")
        person.read_until(b">>> ")
        person.type(b"x = 1\r\x04")
        person.read_until(b"soft reboot\r\n")
        person.read_until(b">>> ")
        person.type(b"x\r")
        person.read_until(b"NameError")


def test_gateway_takes_the_line_over():
    """After HELLO our text is in the channel only."""
    with Board() as b:
        gateway = b.attach()
        gateway.line.text.clear()
        gateway.call("CONSOLE_OPEN", {0: 24, 1: 80})
        gateway.wait_console(b">>> ")
        gateway.take_console()
        gateway.type(b"print('in the channel')\r")
        gateway.wait_console(b"in the channel\r\n>>> ")
        equal(bytes(gateway.line.text), b"", "plain text")


def test_prompt_is_reprinted_for_each_viewer():
    with Board() as b:
        gateway = b.attach()
        for _ in range(3):
            equal(gateway.call("CONSOLE_OPEN", {0: 24, 1: 80})[0], 0, "open")
            gateway.wait_console(b">>> ")
            gateway.take_console()
            # A resize prints nothing.
            equal(gateway.call("CONSOLE_OPEN", {0: 40, 1: 80})[0], 0, "size")
            equal(gateway.call("INFO")[0], 0, "INFO")
            equal(gateway.console, b"", "nothing on resize")
            equal(gateway.call("CONSOLE_CLOSE")[0], 0, "close")


def test_a_torn_frame_is_not_typed():
    """What is left of a frame whose begin, end or both were lost."""
    text = b"\rprint('torn')\r\x03"
    frame = up1.cobs_encode(b"1234" + text + b"5678")
    torn = [frame + b"\0", b"\xfe" + frame + b"\0", frame, text,
            b"\0" + frame, frame[:-6], text + b"\0\0" + text,
            b"\0\xfe" + b"x" * 3000 + text]
    with Board() as b:
        gateway = b.attach()
        gateway.call("CONSOLE_OPEN", {0: 24, 1: 80})
        gateway.wait_console(b">>> ")
        gateway.type(b"import time; time.sleep(60)\r")
        gateway.wait_console(b"sleep(60)\r\n")
        gateway.take_console()
        for rest in torn:
            gateway.line.write(rest)
            equal(gateway.call("INFO")[0], 0, "INFO")
        # Silence ends a frame as well: what follows is none of it.
        gateway.line.write(b"\0\xfe1234")
        end = time.monotonic() + 0.4
        while time.monotonic() < end:
            gateway.pump(0.1)
        gateway.line.write(text)
        equal(gateway.call("INFO")[0], 0, "INFO")
        equal(gateway.console, b"", "the program goes on")
        gateway.type(b"\x03")
        gateway.wait_console(b"KeyboardInterrupt")
        gateway.wait_console(b">>> ")
        for rest in torn:
            gateway.line.write(rest)
            equal(gateway.call("INFO")[0], 0, "INFO")
        gateway.type(b"print('af' 'ter')\r")
        gateway.wait_console(b"after\r\n")
        equal(b"torn" in gateway.console, False, "torn")


def test_typing_reaches_the_prompt_when_the_gateway_leaves():
    with Board() as b:
        gateway = b.attach()
        gateway.call("CONSOLE_OPEN", {0: 24, 1: 80})
        gateway.wait_console(b">>> ")
        gateway.leave()
        gateway.line.write(b"print('ty' 'ped')\r")
        gateway.wait(lambda: b"typed\r\n" in gateway.line.text, "typed")
        gateway.hello()
        equal(gateway.call("INFO")[0], 0, "the gateway is back")


def test_long_typing_in_the_channel():
    with Board() as b:
        gateway = b.attach()
        gateway.call("CONSOLE_OPEN", {0: 24, 1: 80})
        gateway.wait_console(b">>> ")
        gateway.type(b"".join(b"a%d = %d\r" % (i, i) for i in range(300)) +
                     b"print(a299)\r")
        gateway.wait_console(b"\r\n299\r\n", 60)


def test_line_that_nobody_reads():
    """A program prints for ever; the board still answers and starts."""
    with Board() as b:
        gateway = b.attach()
        gateway.put("/main.py", b"i = 0\nwhile True:\n    print(i)\n"
                                b"    i += 1\n")
        b.kill()
        b.start()
        # Nobody fetched anything for a while: the line is full of text.
        end = time.monotonic() + 1.5
        while time.monotonic() < end:
            b.control("stats")
            time.sleep(0.05)
        gateway = b.attach()
        equal(gateway.call("INFO")[1][13], "/main.py", "it runs")
        gateway.call("EXEC_STOP")
        gateway.wait_event("JOB_EXIT", lambda e: e[1] == 2)


if __name__ == "__main__":
    sys.exit(board.main(dict(globals())))
