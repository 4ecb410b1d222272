# SPDX-License-Identifier: MIT
"""upy-board for one test: its directory, its lines, its control socket.

    with Board() as board:
        gateway = board.attach()
        output, end = gateway.run("print(1)")
"""
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "lib"))
import up1  # noqa: E402

BUILD = os.environ.get("UPYD_BUILD") or os.path.join(os.getcwd(), "..", "..")
PROGRAM = os.environ.get("UPY_BOARD") or os.path.join(
    BUILD, "device-agent", "upy-board")
PATIENCE = 60
BOOT_ID = 8  # in a HELLO


class Failure(Exception):
    """A test that did not hold."""


def check(condition, text):
    if not condition:
        raise Failure(text)


def equal(got, want, what=""):
    check(got == want, f"{what}: got {got!r}, want {want!r}")


def wait_for(condition, what):
    end = time.monotonic() + PATIENCE
    while not condition():
        check(time.monotonic() < end, f"not in time: {what}")
        time.sleep(0.01)


class Board:
    def __init__(self, *options, serial=True, flash=True, links=(),
                 start=True):
        self.dir = tempfile.mkdtemp(prefix="upy-board-test-")
        self.serial = os.path.join(self.dir, "tty")
        self.state = os.path.join(self.dir, "state")
        self.control_path = os.path.join(self.dir, "control")
        self.options = list(options)
        self.links = list(links)
        self.has_serial = serial
        self.has_flash = flash
        self.process = None
        self.lines = []
        self.log = open(os.path.join(self.dir, "log"), "ab")
        if start:
            self.start()

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self.stop_process(signal.SIGKILL)
        for line in self.lines:
            line.close()
        self.log.close()
        if failure[0] is not None:
            with open(os.path.join(self.dir, "log"), errors="replace") as log:
                print("---- log of the board:\n" + log.read()[-4000:])
        shutil.rmtree(self.dir, ignore_errors=True)

    def command(self):
        command = [PROGRAM, "--control", self.control_path, "-v"] + \
            self.options
        if self.has_flash:
            command += ["--state", self.state]
        if self.has_serial:
            command += ["--serial", self.serial]
        for link in self.links:
            command += ["--connect", link]
        return command

    def start(self):
        self.process = subprocess.Popen(self.command(), stderr=self.log,
                                        stdout=self.log)
        self.wait_control()

    def wait_control(self):
        """Until the board answers on its control socket."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return self.control("help")
            except OSError:
                if self.process.poll() is not None:
                    raise Failure("the board ended with status "
                                  f"{self.process.returncode}")
                if time.monotonic() > end:
                    raise
                time.sleep(0.01)

    def stop_process(self, signum):
        if self.process is None:
            return None
        if self.process.poll() is None:
            self.process.send_signal(signum)
        try:
            return self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise Failure("the board does not stop")

    def kill(self):
        """The power goes."""
        self.stop_process(signal.SIGKILL)
        for line in self.lines:
            line.close()
        self.lines = []

    def line(self):
        """The raw serial line, once the board made it."""
        wait_for(lambda: os.path.exists(self.serial), "the serial line")
        line = up1.Line.open_serial(self.serial)
        self.lines.append(line)
        return line

    def attach(self, **options):
        gateway = up1.Gateway(self.line(), **options)
        gateway.hello()
        return gateway

    def control(self, text):
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(PATIENCE)
            client.connect(self.control_path)
            client.sendall(text.encode() + b"\n")
            answer = b""
            while not answer.endswith(b"\n"):
                part = client.recv(4096)
                if not part:
                    raise Failure("the control socket hung up")
                answer += part
        return answer.decode().rstrip("\n")


def reset(b, gateway):
    """The reset button; waits until the board is there again."""
    old = gateway.peer[BOOT_ID]
    equal(b.control("reset"), "ok", "reset")
    gateway.wait(lambda: gateway.peer[BOOT_ID] != old, "the reset", 60)


def main(tests):
    """Runs the functions of a test file; the exit status for automake."""
    if not os.path.exists(PROGRAM):
        print(f"no {PROGRAM}")
        return 77
    wanted = sys.argv[1:]
    failed = 0
    count = 0
    for name, test in list(tests.items()):
        if not name.startswith("test_") or (wanted and name not in wanted):
            continue
        count += 1
        started = time.monotonic()
        try:
            test()
            print(f"ok {count} - {name} ({time.monotonic() - started:.2f} s)",
                  flush=True)
        except Exception:  # any failure of a test is reported, then the next
            failed += 1
            traceback.print_exc(file=sys.stdout)
            print(f"not ok {count} - {name}", flush=True)
    print(f"1..{count}")
    return 0 if failed == 0 and count > 0 else 1
