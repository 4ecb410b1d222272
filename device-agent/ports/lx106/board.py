# SPDX-License-Identifier: MIT
"""lx106 in QEMU, for tests/ports: one flash of 4 MiB, 16-bit sectors."""
import os

from qemu_board import Board


class PortBoard(Board):
    port = "lx106"
    cross = "xtensa-lx106-elf-"
    qemu = "qemu-system-xtensa"
    sector = 64 << 10
    maker_sector = 12
    seed_sector = 13
    fault = ("import uctypes\nuctypes.bytearray_at(0x20000000, 4)[0] = 1",
             "to nowhere, address 20000000, pc 50[0-9a-f]{6}")

    def make_flash(self):
        with open(self.path("flash"), "wb") as stream:
            stream.write(b"\xff" * (4 << 20))
            for at, data in ((0, self.read("firmware.bin")),
                             (self.maker_sector, self.maker_text()),
                             (self.seed_sector, b"\x01" + os.urandom(63))):
                stream.seek(at * self.sector)
                stream.write(data)

    def command(self):
        return [self.qemu, "-M", "lx60-nommu", "-cpu", "lx106", "-m", "1M",
                "-nodefaults", "-display", "none", "-net", "none", "-drive",
                f"if=pflash,format=raw,file={self.path('flash')}"]
