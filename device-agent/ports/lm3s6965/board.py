# SPDX-License-Identifier: MIT
"""lm3s6965 in QEMU, for tests/ports: its evaluation board with an SD card and
a temperature sensor; pins are driven from outside through QEMU's qtest."""
import os
import socket

from qemu_board import Board
from rig import PATIENCE, check, wait_until

BLOCK = 512
SEED_BLOCK = 2
CARD_SIZE = 4 << 20

WATCH_PIN = ("from machine import Pin\n"
             "import time\n"
             "def seen(pin):\n"
             "    global left\n"
             "    left -= 1\n"
             "    print('edge', left, pin.value())\n"
             "left = 4\n"
             "pin = Pin('PA3', Pin.IN)\n"
             "pin.irq(seen)\n"
             "print('ready')\n"
             "while left > 0:\n"
             "    time.sleep_ms(5)\n")
READ_SENSOR = ("from machine import I2C\n"
               "bus = I2C(0)\n"
               "print(bus.scan(), bus.readfrom_mem(0x48, 0, 2))\n")


def edges_are_interrupts(rig, board, name):
    board.drive_pin(3, 0)
    rig.start("watch", rig.program("upyctl"), "exec", name, WATCH_PIN,
              env={"UPY_SOCKET": rig.path("run", "control.sock")})
    wait_until(lambda: "ready" in rig.log("watch"), "the program runs")
    for left in (3, 2, 1, 0):
        board.drive_pin(3, left % 2)
        wait_until(lambda: f"edge {left} {left % 2}" in rig.log("watch"),
                   f"edge {left}")
    check(rig.processes["watch"].wait(PATIENCE) == 0, "the program ends")


def sensor_is_read(rig, board, name):
    for celsius, raw in ((25.5, "b'\\x19\\x80'"), (-10, "b'\\xf6\\x00'")):
        board.qmp("qom-set", path="/machine/peripheral/sensor",
                  property="temperature", value=int(celsius * 1000))
        found = rig.ok("exec", name, READ_SENSOR)
        check(found == f"[72] {raw}\n", found)
    found = rig.ok("exec", name, "import board\nprint(board.temperature())")
    check(found == "-10000\n", found)


class PortBoard(Board):
    port = "lm3s6965"
    cross = "arm-none-eabi-"
    qemu = "qemu-system-arm"
    fault = ("import machine\nmachine.mem32[0x30000000] = 1",
             "access to nowhere, address 30000000, pc [0-9a-f]+")
    steps = (edges_are_interrupts, sensor_is_read)
    network_facts = {"address": "10.0.2.15/24"}

    def make_flash(self, **facts):
        with open(self.path("card"), "wb") as stream:
            stream.write(b"\xff" * CARD_SIZE)
            for block, data in ((0, self.maker_text(**facts)),
                                (SEED_BLOCK, os.urandom(32))):
                stream.seek(block * BLOCK)
                stream.write(data)

    def command(self):
        return [self.qemu, "-M", "lm3s6965evb", "-nodefaults", "-display",
                "none", "-kernel", self.firmware("firmware.elf"), "-drive",
                f"if=sd,format=raw,file={self.path('card')}", "-device",
                "tmp105,id=sensor,bus=i2c,address=0x48", "-qtest",
                f"unix:{self.path('qtest')},server=on,wait=off",
                "-qtest-log", "none", "-nic", "user"]

    def gpio(self):
        """QEMU's name of the first port of pins, A."""
        parts = self.qmp("qom-list", path="/machine/unattached")
        return min((int(part["name"][7:-1]), part["name"]) for part in parts
                   if part["type"] == "child<pl061_luminary>")[1]

    def drive_pin(self, bit, level):
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(10)
            line.connect(self.path("qtest"))
            line.sendall(f"set_irq_in /machine/unattached/{self.gpio()} "
                         f"unnamed-gpio-in {bit} {level}\n".encode())
            check(line.makefile().readline().startswith("OK"), "set_irq_in")
