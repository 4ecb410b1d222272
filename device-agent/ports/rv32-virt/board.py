# SPDX-License-Identifier: MIT
"""rv32-virt in QEMU, for tests/ports: two banks of flash, a network card, a
source of random numbers; updates signed by a key of the test."""
import subprocess

from qemu_board import CLASS, SIGN, Board


class PortBoard(Board):
    """QEMU's "virt" with 128 KiB of RAM and two banks of NOR flash."""
    port = "rv32-virt"
    cross = "riscv64-unknown-elf-"
    qemu = "qemu-system-riscv32"
    image = "factory"
    has_slots = True
    bank = 32 << 20
    sector = 256 << 10
    maker_sector = 1
    factory_sector = 2
    slot_b = 132
    fault = ("import uctypes\nuctypes.bytearray_at(0x0f000000, 4)[0] = 1",
             "store to nowhere, address 0f000000, pc 20[0-9a-f]{6}")

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

    def manifest(self, image, slot, version="0.1.0"):
        output = self.path(image + ".manifest")
        self.sign(self.firmware(image + ".bin"), slot,
                  self.symbol("_start", image), version, output)
        return output

    def sign(self, path, slot, address, version, output, *coding):
        subprocess.run([SIGN, "sign", path, "--key", self.key, "--class",
                        CLASS, "--hw", "1", "--version", version,
                        "--security", "0", "--slots", slot, "--address",
                        str(address), "--output", output, *coding], check=True)

    def update(self, slot, version, data=None, deflate=False):
        """An image for a slot with its manifest: what is built, or data.
        What upyctl is given."""
        path = self.path(f"{slot}-{version}.bin")
        with open(path, "wb") as stream:
            # Firmware of another version is never the same bytes.
            stream.write((data or self.read(slot + ".bin")) +
                         version.encode().ljust(16))
        sent = path + ".deflate" if deflate else path
        self.sign(path, slot, self.symbol("_start", slot), version,
                  sent + ".manifest",
                  *(("--coding", "deflate") if deflate else ()))
        return sent

    def command(self):
        banks = []
        for number in (0, 1):
            banks += ["-drive", f"if=pflash,unit={number},format=raw,"
                      f"file={self.path(f'bank{number}')}"]
        return [self.qemu, "-M", "virt", "-bios", "none",
                "-nodefaults", "-display", "none", "-m", "128K", "-accel",
                "tcg,tb-size=32", *banks, "-global",
                "virtio-mmio.force-legacy=false", "-netdev",
                "user,id=net", "-device",
                "virtio-net-device,netdev=net", "-device",
                "virtio-rng-device"]
