#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What upyctl and a real gateway see of a board's hardware: the modules and
classes of each kind of board, and the power it takes."""
import os
import signal
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "lib"))
from rig import Rig, check, run, wait_until  # noqa: E402


# What is where on each kind of board.
PINS = {
    "esp32": {"FREE": "GPIO23", "ANALOG": "GPIO34", "SDA": "GPIO19",
              "SCL": "GPIO18", "MISO": "GPIO12", "MOSI": "GPIO13",
              "SCK": "GPIO14", "CS": "GPIO15", "DHT": "GPIO16",
              "THERMOMETER": "GPIO17"},
    "esp8266": {"FREE": "GPIO0", "ANALOG": "A0", "SDA": "GPIO4",
                "SCL": "GPIO5", "MISO": "GPIO12", "MOSI": "GPIO13",
                "SCK": "GPIO14", "CS": "GPIO15", "DHT": "GPIO1",
                "THERMOMETER": "GPIO3"},
    "wipy": {"FREE": "GP9", "ANALOG": "GP3", "SDA": "GP13", "SCL": "GP23",
             "MISO": "GP30", "MOSI": "GP16", "SCK": "GP14", "CS": "GP17"},
    "xbee3": {"FREE": "D4", "ANALOG": "D0", "SDA": "P1", "SCL": "D1",
              "MISO": "P0", "MOSI": "P2", "SCK": "D2", "CS": "D3",
              "DHT": "D6", "THERMOMETER": "D7"},
    "generic": {"FREE": "p7", "ANALOG": "p3", "SDA": "p4", "SCL": "p5",
                "MISO": "p12", "MOSI": "p13", "SCK": "p14", "CS": "p15",
                "DHT": "p8", "THERMOMETER": "p11"},
}
# What the program before left, on boards with little memory.
TIDY = """
import sys
sys.modules.clear()
for name in list(globals()):
    if name[0] != "_":
        del globals()[name]
"""
# Before each program of hardware/, after these facts.
HEAD = '''
def same(what, got, want):
    if got != want:
        print("BAD", what, repr(got), "instead of", repr(want))


def error(call, *args, **more):
    try:
        call(*args, **more)
    except Exception as e:
        return type(e)


def has(what, where, name, there):
    same("has " + what, hasattr(where, name), there)


def wait(what, condition):
    import time
    end = time.ticks_add(time.ticks_ms(), 60000)
    while not condition():
        if time.ticks_diff(end, time.ticks_ms()) < 0:
            print("BAD", what, "did not come")
            return
        time.sleep_ms(1)
'''


def start(rig, profile):
    rig.start_gateway()
    rig.start_board(profile, "--profile", profile)
    rig.adopt(profile)


def test_power():
    """The figure of each mode, as telemetry tells it."""
    with Rig() as rig:
        start(rig, "wipy")

        def shows(mode, power):
            def fits():
                board = rig.board("wipy")
                return board and board["power_mode"] == mode and \
                    board["power_ua"] == power
            wait_until(fits, f"{mode} {power}")

        def runs(source):
            with open(rig.path("program.py"), "w", encoding="ascii") as file:
                file.write("import machine\n" + source)
            rig.start("program", rig.program("upyctl"), "run", "wipy",
                      rig.path("program.py"),
                      env={"UPY_SOCKET": rig.path("run", "control.sock")})

        shows("active", 15300)
        runs("while True:\n    machine.idle()\n")
        shows("idle", 12000)
        rig.stop("program", signal.SIGINT)
        runs("machine.lightsleep(600000)\n")
        shows("lightsleep", 950)
        shown = rig.ok("status", "wipy")
        check("0.950 mA (lightsleep)" in shown, shown)
        rig.stop("program", signal.SIGINT)
        shows("active", 15300)
        runs("p = machine.Pin('GP2', machine.Pin.IN)\n"
             "p.irq(None, p.IRQ_HIGH_LEVEL, wake=machine.DEEPSLEEP)\n"
             "machine.deepsleep()\n")
        shows("deepsleep", 350)
        rig.board_control("wipy", "set GP2 1")
        shows("active", 15300)


def program(rig, board, name):
    """Runs a program of hardware/ on the board; what it found wrong."""
    with open(os.path.join(HERE, "hardware", name), encoding="ascii") as file:
        source = HEAD + file.read()
    facts = {"KIND": board, "ESP32": board == "esp32",
             "ESP8266": board == "esp8266", "WIPY": board == "wipy"}
    facts.update(PINS[board])
    source = "".join(f"{key} = {value!r}\n"
                     for key, value in facts.items()) + source
    with open(rig.path(board + name), "w", encoding="ascii") as file:
        file.write(source)
    rig.ok("exec", board, TIDY)
    out = rig.ok("run", board, rig.path(board + name))
    check(out.strip() == "done", f"{name} on {board}:\n{out}")


def test_items():
    """Every class of machine on every kind of board, and what is not there."""
    with Rig() as rig:
        rig.start_gateway()
        for profile in PINS:
            rig.start_board(profile, "--profile", profile)
        for profile in PINS:
            rig.adopt(profile)
            pins = PINS[profile]
            world = [f"adc {pins['ANALOG']} 32768", "temp -7.5",
                     "humidity 61.5"]
            if "DHT" in pins:
                world += [f"device {pins['DHT']} dht22",
                          f"device {pins['THERMOMETER']} ds18b20"]
            for line in world:
                answer = rig.board_control(profile, line)
                check(answer.startswith("ok"), f"{line}: {answer}")
            for name in ("pins.py", "buses.py", "clocks.py"):
                program(rig, profile, name)
        strip = rig.board_control("esp32", "strip")
        check(strip == "ok GPIO23 02010302010300ff10", strip)
        check(rig.board_control("esp32", "analog GPIO25") == "ok 65535", "DAC")


run(test_items, test_power)
