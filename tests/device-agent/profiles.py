#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Kinds of boards: what --profile changes, and that nothing else does."""
import subprocess
import sys

import board
from board import Board, check, equal

FACTS = """
import sys, os, machine
from machine import Pin, ADC
print(sys.platform, '|', os.uname()[0], '|', os.uname()[4])
print(machine.freq())
def tell(what, *args):
    try:
        print(what(*args))
    except Exception as e:
        print(type(e).__name__, e)
"""


def facts(gateway, more):
    out, _ = gateway.run(FACTS + more)
    return out.decode().splitlines()


def check_profile(name, first, hertz, more, want):
    with Board("--profile", name) as b:
        gateway = b.attach()
        _, info = gateway.call("INFO")
        equal(info[14], name, "profile")
        lines = facts(gateway, more)
        equal(lines[0], first, name)
        equal(lines[1], str(hertz), name)
        equal(lines[2:], want, name)


def test_esp32():
    check_profile(
        "esp32", "esp32 | esp32 | Generic ESP32 module with ESP32", 160000000,
        "machine.freq(240000000); print(machine.freq())\n"
        "tell(machine.freq, 123)\n"
        "print(Pin(4), Pin('GPIO39'))\n"
        "tell(Pin, 6); tell(Pin, 40); tell(ADC, 5)\n"
        "print(ADC(Pin(32)).read_u16(), ADC(36))\n"
        "print(machine.I2C(0).scan())\n",
        ["240000000", "ValueError invalid freq",
         "Pin('GPIO4', mode=Pin.IN) Pin('GPIO39', mode=Pin.IN)",
         "ValueError invalid pin", "ValueError invalid pin",
         "ValueError invalid pin", "0 ADC('GPIO36')", "[72, 80]"])


def test_esp8266():
    check_profile(
        "esp8266", "esp8266 | esp8266 | ESP module with ESP8266", 80000000,
        "machine.freq(160000000); print(machine.freq())\n"
        "print(Pin(0), ADC(0)); tell(ADC, 1); tell(Pin, 9)\n"
        "from machine import SoftI2C\n"
        "print(SoftI2C(scl=Pin(5), sda=Pin(4)).scan())\n",
        ["160000000", "Pin('GPIO0', mode=Pin.IN) ADC('A0')",
         "ValueError invalid pin", "ValueError invalid pin", "[72, 80]"])


def test_wipy():
    check_profile(
        "wipy", "WiPy | WiPy | WiPy with CC3200", 80000000,
        "print(Pin('GP25'), Pin(3)); tell(Pin, 'GP18'); tell(ADC, 'GP6')\n"
        "print(ADC('GP3'), machine.SPI(1))\n",
        ["Pin('GP25', mode=Pin.OUT) Pin('GP3', mode=Pin.IN)",
         "ValueError invalid pin", "ValueError invalid pin",
         "ADC('GP3') SPI(1, baudrate=1000000, polarity=0, phase=0, "
         "sck=GP14, mosi=GP16, miso=GP30)"])


def test_xbee3():
    check_profile(
        "xbee3", "xbee3-zigbee | xbee3-zigbee | XBee3 Zigbee with EFR32MG",
        38400000, "print(Pin('D4'), Pin('P0')); tell(Pin, 'p0')\n",
        ["Pin('D4', mode=Pin.IN) Pin('P0', mode=Pin.IN)",
         "ValueError invalid pin"])


def test_home():
    """Files of programs are in /flash on boards whose makers want that."""
    for profile in ("wipy", "xbee3"):
        with Board("--profile", profile) as b:
            gateway = b.attach()
            program = b"import os, sys\nfacts = [os.getcwd(), sys.path]\n"
            equal(gateway.put("/flash/boot.py", program)[0], 0, "put")
            gateway.put("/flash/lib_of_mine.py", b"value = 5\n")
            gateway.put("/boot.py", b"facts = 'the wrong one'\n")
            board.reset(b, gateway)
            out, end = gateway.run(
                "import lib_of_mine\nprint(facts, lib_of_mine.value, "
                "os.listdir('/'), os.listdir())\n")
            equal(end[3], "", "error")
            equal(out.decode(),
                  "['/flash', ['', '.frozen', '/lib', '/flash', "
                  "'/flash/lib']] 5 ['boot.py', 'flash'] "
                  "['boot.py', 'lib_of_mine.py']\n", profile)


def test_safe_boot_pin():
    with Board("--profile", "wipy") as b:
        check("GP28=in:0" in b.control("pins"), b.control("pins"))
        equal(b.control("set GP28 1"), "ok 1", "safe boot pin")


def test_sizes():
    with Board("--profile", "esp8266") as b:
        out, _ = b.attach().run(
            "import os, gc\ns = os.statvfs('/')\n"
            "print(s[0] * s[2], gc.mem_free() + gc.mem_alloc() < 80000)")
        equal(out.decode().strip(), f"{3 * 1024 * 1024 - 8192} True", "sizes")


def test_unknown():
    done = subprocess.run(
        [board.PROGRAM, "--state", "/dev/null", "--serial", "x", "--profile",
         "nonsense"], capture_output=True, text=True, check=False)
    equal(done.returncode, 2, "status")
    check("nonsense: no such profile (generic, esp32, esp8266, wipy, xbee3)"
          in done.stderr, done.stderr)


if __name__ == "__main__":
    sys.exit(board.main(dict(globals())))
