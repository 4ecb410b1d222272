#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""esptool, the real one, and the loader in the board's ROM."""
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "device-agent"))
import board  # noqa: E402
import firmware  # noqa: E402
from board import Board, check, equal  # noqa: E402

sys.path.insert(0, os.path.join(HERE, "..", "lib"))
from stock_tools import BARE, CLIENTS, stock_tools  # noqa: E402

PATIENCE = 120
TOOLS = None
FLASH = ["--size", "1M", "--slots", "1M"]
# More than a block, compressible in parts, and all that SLIP has to escape.
IMAGE = os.urandom(70000) + b"\xc0\xdb\xdc\xdd" * 30000 + os.urandom(333)


def esptool(port, *args, status=0):
    done = subprocess.run(
        [os.path.join(TOOLS, "esptool"), "--port", port, *args],
        env=dict(os.environ, NO_COLOR="1", TERM="dumb"), timeout=PATIENCE,
        check=False, capture_output=True, text=True)
    check(done.returncode == status,
          f"{args}: {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def log_of(where):
    with open(os.path.join(where.dir, "log"), encoding="utf-8") as log:
        return log.read()


class Files:
    """What goes to the flash and comes back."""

    def __init__(self, where, image=IMAGE):
        self.image = image
        self.there = os.path.join(where.dir, "image")
        self.back = os.path.join(where.dir, "back")
        with open(self.there, "wb") as f:
            f.write(image)

    def read_back(self):
        with open(self.back, "rb") as f:
            return f.read()


def read(where, at, size, *options):
    path = os.path.join(where.dir, "read")
    esptool(where.serial, *options, "read-flash", hex(at), str(size), path)
    with open(path, "rb") as f:
        return f.read()


def test_esp32_with_the_stub():
    with Board(*FLASH, "--boot-mode", "download") as b:
        files = Files(b)
        out = esptool(b.serial, "flash-id")
        for text in ("Chip type:          ESP32-D0WD-V3", "40MHz",
                     "MAC:                24:0a:c4:", "Stub flasher running",
                     "Manufacturer: ef", "Detected flash size: 4MB"):
            check(text in out, f"{text} in {out}")
        check("Flash memory erased" in esptool(b.serial, "erase-flash"),
              "erase-flash")
        out = esptool(b.serial, "--baud", "921600", "write-flash", "0x1000",
                      files.there)
        check("Hash of data verified" in out and "compressed" in out, out)
        equal(read(b, 0, 0x1000 + len(IMAGE) + 77),
              b"\xff" * 0x1000 + IMAGE + b"\xff" * 77, "read back")
        esptool(b.serial, "erase-region", "0x3000", "0x2000")
        want = IMAGE[:0x2000] + b"\xff" * 0x2000 + IMAGE[0x4000:]
        equal(read(b, 0x1000, len(IMAGE)), want, "a region less")
        out = esptool(b.serial, "verify-flash", "0x1000", files.there,
                      status=2)
        check("digest mismatch" in out, out)
        b.control("reset")
        equal(b.attach().run("print(6*7)")[0], b"42\n", "firmware again")


def test_esp32_without_the_stub():
    with Board(*FLASH, "--profile", "esp32", "--boot-mode", "download") as b:
        files = Files(b)
        first = esptool(b.serial, "--no-stub", "read-mac")
        mac = re.search("MAC: +([0-9a-f:]{17})", first).group(1)
        b.control("bootloader")
        out = esptool(b.serial, "--no-stub", "--baud", "460800", "write-flash",
                      "0x1000", files.there)
        check("Hash of data verified" in out and mac in out, out)
        b.control("bootloader")
        equal(read(b, 0xff0, 3000, "--no-stub"),
              read(b, 0xff0, 3000), "both ways of reading")
        equal(read(b, 0x1000, len(IMAGE)), IMAGE, "read back")
        esptool(b.serial, "erase-region", "0x3001", "0x2000", status=2)


def test_esp8266():
    with Board(*FLASH, "--profile", "esp8266", "--boot-mode",
               "download") as b:
        files = Files(b)
        out = esptool(b.serial, "--no-stub", "write-flash", "0x1000",
                      files.there)
        check("ESP8266EX" in out and "26MHz" in out, out)
        b.control("bootloader")
        out = esptool(b.serial, "--baud", "921600", "flash-id")
        check("Detected flash size: 4MB" in out, out)
        b.control("bootloader")
        equal(read(b, 0x1000, len(IMAGE)), IMAGE, "what the ROM wrote")
        esptool(b.serial, "erase-flash")
        out = esptool(b.serial, "write-flash", "0x1000", files.there)
        check("Hash of data verified" in out, out)
        b.control("reset")
        equal(b.attach().run("print(6*7)")[0], b"42\n", "firmware again")


def test_reset_lines():
    """The usual reset by DTR and RTS, from running firmware and back to it."""
    with Board("--rfc2217", "0") as b:
        number = re.search("rfc2217: port ([0-9]+)", log_of(b)).group(1)
        equal(b.attach().run("print(6*7)")[0], b"42\n", "firmware")
        out = esptool(f"rfc2217://localhost:{number}", "--chip", "esp32",
                      "--no-stub", "read-mac")
        check("Hard resetting via RTS" in out, out)
        check("download mode\nboot: factory" in log_of(b), "both resets")
        equal(b.attach().run("print(6*7)")[0], b"42\n", "firmware again")


def test_python_enters():
    with Board(*FLASH) as b:
        gateway = b.attach()
        gateway.call("EXEC_START", {0: 0, 1: "import machine\n"
                                    "machine.bootloader()\n"})
        gateway.wait(lambda: "download mode" in log_of(b), "the loader")
        out = esptool(b.serial, "--no-stub", "run")
        check("ESP32" in out, out)
        equal(b.attach().run("print(6*7)")[0], b"42\n", "firmware again")


def test_firmware_runs():
    """A signed image at 0x1000 runs after the reset, on trial; one that is
    not signed does not harm."""
    with tempfile.TemporaryDirectory() as folder:
        maker = firmware.Maker(folder)
        image = maker.image("good", "1.2.0")
        flash = image.manifest.ljust(4096, b"\xff") + image.bytes
        with Board("--key", maker.public, "--slots", "64M", "--boot-mode",
                   "download") as b:
            files = Files(b, flash)
            esptool(b.serial, "write-flash", "0x1000", files.there)
            b.control("reset")
            equal(b.attach().call("INFO")[1][16], "a", "the slot that runs")
            b.control("bootloader")
            esptool(b.serial, "erase-region", "0x2000", "0x1000")
            b.control("reset")
            equal(b.attach().call("INFO")[1][16], "factory", "damaged")


if __name__ == "__main__":
    TOOLS = stock_tools(board.BUILD, CLIENTS, BARE)
    if TOOLS is None:
        print("the tools could not be installed")
        sys.exit(1)
    sys.exit(board.main(dict(globals())))
