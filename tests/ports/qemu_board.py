# SPDX-License-Identifier: MIT
"""Boards in QEMU for a test: their flash images, the serial line as a
terminal the gateway finds, the power switch.

    board = board_class("rv32-virt")(rig, "rv")
    board.make_flash()
    board.start()

How QEMU runs a port says a class PortBoard in ports/PORT/board.py: the names
at the head of Board, make_flash() and command().
"""
import importlib.util
import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "lib"))
from rig import BUILD, SOURCE, Failure, check, die_with_parent, wait_until  # noqa: E402

SIGN = os.path.join(BUILD, "device-agent", "upy-sign")
CLASS = "c0ffee00-0001-4000-8000-000000000001"
FIRMWARE = os.path.join(BUILD, "device-agent", "firmware")
PORTS = os.path.join(SOURCE, "device-agent", "ports")
THIS_MACHINE = "10.0.2.2"  # as boards see it
STACK_PAINT = b"\x5a" * 4


def board_class(port):
    path = os.path.join(PORTS, port, "board.py")
    spec = importlib.util.spec_from_file_location("board_" + port, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.PortBoard


class Board:
    """One QEMU; a subclass says which. The gateway looks at the terminal
    unless its name is another than DIR/tty..."""
    port = None   # the folder's name
    cross = None  # as in port.mk
    qemu = None   # the program
    image = "firmware"
    has_slots = False  # for updates
    fault = None  # a program, and what the log says of its fault
    steps = ()    # what only this port has
    network_facts = None  # of the maker's text; None: no network in serial.py

    def __init__(self, rig, name, terminal="tty"):
        self.rig = rig
        self.name = name
        self.terminal_name = terminal + name
        self.device_id = f"{self.port}-{secrets.token_hex(4)}"
        self.process = None
        self.line = None
        self.dir = self.path("files")  # of tool_steps

    @property
    def serial(self):
        return self.rig.path(self.terminal_name)

    def path(self, name):
        return self.rig.path(f"{self.name}.{name}")

    def firmware(self, name):
        return os.path.join(FIRMWARE, self.port, name)

    def read(self, name):
        with open(self.firmware(name), "rb") as stream:
            return stream.read()

    def maker_text(self, **more):
        facts = {"id": self.device_id, "name": self.name, **more}
        return "".join(f"{key}={value}\n"
                       for key, value in facts.items()).encode()

    def gateway(self):
        """What the maker's text says of it."""
        return f"{THIS_MACHINE}:{self.rig.tcp.rsplit(':', 1)[1]}"

    def start(self):
        log = open(self.path("qemu.log"), "wb+")
        self.process = subprocess.Popen(
            self.command() + ["-chardev", "pty,id=line", "-serial",
                              "chardev:line", "-qmp",
                              f"unix:{self.path('qmp')},server=on,wait=off"],
            stdout=log, stderr=log, stdin=subprocess.DEVNULL,
            preexec_fn=die_with_parent)
        self.rig.processes[self.name] = self.process
        self.rig.logs[self.name] = log.name
        log.close()
        terminal = wait_until(self.terminal, "QEMU names its terminal")
        if os.path.islink(self.serial):
            os.unlink(self.serial)
        os.symlink(terminal, self.serial)

    def terminal(self):
        if self.process.poll() is not None:
            raise Failure("QEMU ended: " + self.rig.log(self.name))
        found = re.search(r"(/dev/pts/\d+)", self.rig.log(self.name))
        return found and found.group(1)

    def hold_line(self):
        """QEMU takes a second to see that its terminal is opened again, which
        programs do once each."""
        self.line = os.open(self.serial, os.O_RDWR | os.O_NOCTTY)

    def end_raw_mode(self):
        os.write(self.line, b"\r\x03\x02")

    def release_line(self):
        os.close(self.line)

    def cut_power(self):
        self.rig.stop(self.name, signal.SIGKILL)

    def qmp(self, command, **arguments):
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(10)
            line.connect(self.path("qmp"))
            stream = line.makefile("rw")
            stream.readline()
            answer = {}
            for request in ({"execute": "qmp_capabilities"},
                            {"execute": command, "arguments": arguments}):
                stream.write(json.dumps(request) + "\n")
                stream.flush()
                answer = json.loads(stream.readline())
                while "event" in answer:
                    answer = json.loads(stream.readline())
            check("return" in answer, f"{command}: {answer}")
            return answer["return"]

    def memory(self, address, size):
        dump = self.path("dump")
        self.qmp("pmemsave", val=address, size=size, filename=dump)
        with open(dump, "rb") as stream:
            return stream.read()

    def stack_used(self):
        """Bytes of the stack that were ever written, of how many."""
        begin, end = self.symbol("__stack_bottom"), self.symbol("__stack_top")
        stack = self.memory(begin, end - begin)
        untouched = 0
        while stack[untouched:untouched + 4] == STACK_PAINT:
            untouched += 4
        return end - begin - untouched, end - begin

    def symbol(self, name, image=None):
        symbols = subprocess.run(
            [self.cross + "nm", self.firmware((image or self.image) + ".elf")],
            stdout=subprocess.PIPE, check=True, text=True).stdout
        return int(re.search(rf"^(\w+) \w {name}$", symbols, re.M).group(1),
                   16)
