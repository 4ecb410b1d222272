# SPDX-License-Identifier: MIT
"""Boards in QEMU for a test: their flash images, the serial line as a
terminal the gateway finds, the power switch.

    board = RiscvBoard(rig, "rv")
    board.make_flash()
    board.start()
"""
import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "lib"))
from rig import BUILD, Failure, check, die_with_parent, wait_until  # noqa: E402

FIRMWARE = os.path.join(BUILD, "device-agent", "firmware")
SIGN = os.path.join(BUILD, "device-agent", "upy-sign")
CLASS = "c0ffee00-0001-4000-8000-000000000001"
STACK_PAINT = b"\x5a" * 4


def skip_unless(*programs):
    """Ends the test as skipped when the machine lacks a program."""
    for name in programs:
        if not shutil.which(name) and not os.path.exists(name):
            print(f"no {name}")
            sys.exit(77)


class Board:
    """One QEMU; a subclass says which. The gateway looks at the terminal
    unless its name is another than DIR/tty..."""

    def __init__(self, rig, name, terminal="tty"):
        self.rig = rig
        self.name = name
        self.terminal_name = terminal + name
        self.device_id = f"{self.port}-{secrets.token_hex(4)}"
        self.process = None
        self.files = {}

    def path(self, name):
        return self.rig.path(f"{self.name}.{name}")

    def firmware(self, name):
        return os.path.join(FIRMWARE, self.port, name)

    def maker_text(self, **more):
        facts = {"id": self.device_id, "name": self.name, **more}
        return "".join(f"{key}={value}\n"
                       for key, value in facts.items()).encode()

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
        link = self.rig.path(self.terminal_name)
        if os.path.islink(link):
            os.unlink(link)
        os.symlink(terminal, link)

    def terminal(self):
        if self.process.poll() is not None:
            raise Failure("QEMU ended: " + self.rig.log(self.name))
        found = re.search(r"(/dev/pts/\d+)", self.rig.log(self.name))
        return found and found.group(1)

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


class RiscvBoard(Board):
    """QEMU's "virt" with 128 KiB of RAM and two banks of NOR flash."""
    port = "rv32-virt"
    cross = "riscv64-unknown-elf-"
    image = "factory"
    bank = 32 << 20
    sector = 256 << 10
    maker_sector = 1
    factory_sector = 2
    slot_b = 132

    def programmed(self, bank, begin, offset):
        """Whether that much of a bank, from begin on, has been written."""
        with open(self.path(f"bank{bank}"), "rb") as stream:
            stream.seek(begin + offset)
            return stream.read(256) != b"\xff" * 256

    def make_flash(self, gateway=None):
        self.key = self.path("key")
        made = subprocess.run([SIGN, "keygen", self.key], check=True,
                              stdout=subprocess.PIPE, text=True).stdout
        with open(self.manifest("factory", "f"), "rb") as stream:
            manifest = stream.read()
        facts = {"class": CLASS.replace("-", ""), "key": made.split()[1],
                 "trial": "300"}
        if gateway:
            facts["gateway"] = gateway
        blank = b"\xff" * self.bank
        for number in (0, 1):
            with open(self.path(f"bank{number}"), "wb") as stream:
                stream.write(blank)
        with open(self.path("bank0"), "r+b") as stream:
            for sector, data in (
                    (0, self.read("loader.bin")),
                    (self.maker_sector, self.maker_text(**facts)),
                    (self.factory_sector, manifest),
                    (self.factory_sector + 1, self.read("factory.bin"))):
                stream.seek(sector * self.sector)
                stream.write(data)

    def read(self, name):
        with open(self.firmware(name), "rb") as stream:
            return stream.read()

    def manifest(self, image, slot, version="0.1.0"):
        output = self.path(image + ".manifest")
        self.sign(self.firmware(image + ".bin"), slot,
                  self.symbol("_start", image), version, output)
        return output

    def sign(self, path, slot, address, version, output):
        subprocess.run([SIGN, "sign", path, "--key", self.key, "--class",
                        CLASS, "--hw", "1", "--version", version,
                        "--security", "0", "--slots", slot, "--address",
                        str(address), "--output", output], check=True)

    def update(self, slot, version, data=None):
        """An image for a slot with its manifest: what is built, or data."""
        path = self.path(f"{slot}-{version}.bin")
        with open(path, "wb") as stream:
            # Firmware of another version is never the same bytes.
            stream.write((data or self.read(slot + ".bin")) +
                         version.encode().ljust(16))
        self.sign(path, slot, self.symbol("_start", slot), version,
                  path + ".manifest")
        return path

    def command(self):
        banks = []
        for number in (0, 1):
            banks += ["-drive", f"if=pflash,unit={number},format=raw,"
                      f"file={self.path(f'bank{number}')}"]
        gateway = self.rig.tcp if "upyd" in self.rig.processes else None
        net = "user,id=net,restrict=on"
        if gateway:
            net += f",guestfwd=tcp:10.0.2.100:7400-tcp:{gateway}"
        return ["qemu-system-riscv32", "-M", "virt", "-bios", "none",
                "-nodefaults", "-display", "none", "-m", "128K", "-accel",
                "tcg,tb-size=32", *banks, "-global",
                "virtio-mmio.force-legacy=false", "-netdev", net, "-device",
                "virtio-net-device,netdev=net", "-device",
                "virtio-rng-device"]
