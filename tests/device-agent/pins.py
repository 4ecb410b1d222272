#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Pins and sensors: the control socket outside, machine.Pin inside, the
gateway's commands and events."""
import sys

import board
from board import Board, check, equal

IN, OUT, OPEN_DRAIN, ANALOG = range(4)


def test_control_socket():
    with Board() as b:
        check(b.control("pins").startswith("ok p0=in:0 p1=in:0"), "pins")
        equal(b.control("get p3"), "ok 0", "get")
        equal(b.control("set p3 1"), "ok 1", "set")
        equal(b.control("get p3"), "ok 1", "get")
        equal(b.control("set p3 z"), "ok 0", "let go")
        equal(b.control("adc p4 1234"), "ok 1234", "adc")
        equal(b.control("temp 40.5"), "ok 40.500", "temp")
        check("uptime_ms=" in b.control("stats"), "stats")
        for wrong in ("set p99 1", "set p3 2", "set p3", "temp warm",
                      "adc p4 99999", "nonsense", "get p3 p4"):
            check(b.control(wrong).startswith("error "), wrong)


def test_gateway_sees_and_sets():
    with Board() as b:
        gateway = b.attach()
        status, page = gateway.call("PIN_LIST")
        equal(status, 0, "PIN_LIST")
        pins = page[0]
        while page[1]:
            page = gateway.call("PIN_LIST", {0: page[1]})[1]
            pins += page[0]
        equal([pin[0] for pin in pins],
              [f"p{i}" for i in range(16)] + ["led"], "names")
        equal(pins[5], ["p5", IN, 0, 0], "p5")
        status, body = gateway.call("PIN_SET", {0: "p5", 1: 1})
        equal([status, body[0]], [0, 1], "PIN_SET")
        equal(b.control("get p5"), "ok 1", "outside")
        status, body = gateway.call("PIN_GET", {0: "p5"})
        equal([status, body[0], body[1]], [0, 1, OUT], "PIN_GET")
        equal(gateway.call("PIN_SET", {0: "p5", 1: 2})[0], 3, "bad value")
        equal(gateway.call("PIN_SET", {0: "p77", 1: 1})[0], 5, "no such pin")


def test_changes_are_told():
    with Board() as b:
        gateway = b.attach()
        b.control("set p2 1")
        event = gateway.wait_event("PIN_CHANGED")
        equal([event[0], event[1], event[2]], ["p2", 1, IN], "from outside")
        gateway.call("PIN_SET", {0: "p6", 1: 1})
        event = gateway.wait_event("PIN_CHANGED")
        equal([event[0], event[1], event[2]], ["p6", 1, OUT], "from gateway")
        gateway.run("from machine import Pin\nPin('led', Pin.OUT).on()\n")
        event = gateway.wait_event("PIN_CHANGED")
        equal([event[0], event[1]], ["led", 1], "from the program")


def test_many_changes_end_with_the_last():
    with Board() as b:
        gateway = b.attach()
        gateway.run("from machine import Pin\np = Pin(1, Pin.OUT)\n"
                    "for i in range(1001):\n    p.toggle()\n")
        gateway.wait_event("PIN_CHANGED",
                           lambda e: e[0] == "p1" and e[1] == 1)
        gateway.wait(lambda: gateway.call("PIN_GET", {0: "p1"})[1][0] == 1,
                     "the level")


def test_machine_pin():
    with Board() as b:
        gateway = b.attach()
        b.control("set p7 1")
        out, end = gateway.run(
            "from machine import Pin, ADC\n"
            "a = Pin(3, Pin.OUT, value=1)\n"
            "print(a.value(), a(), a)\n"
            "a.off(); print(a.value())\n"
            "a.toggle(); print(a())\n"
            "a(0); print(a())\n"
            "b = Pin('p7', Pin.IN)\n"
            "print(b.value(), b.name())\n"
            "c = Pin('p8', Pin.IN, Pin.PULL_UP)\n"
            "print(c.value())\n"
            "d = Pin('p9', Pin.OPEN_DRAIN, value=0)\n"
            "print(d.value(), d.mode() == Pin.OPEN_DRAIN)\n"
            "for bad in (99, 'nope', -1):\n"
            "    try:\n"
            "        Pin(bad)\n"
            "    except ValueError as e:\n"
            "        print(e)\n")
        equal([out, end[3]], [
            b"1 1 Pin('p3', mode=Pin.OUT)\n0\n1\n0\n1 p7\n1\n0 True\n"
            b"invalid pin\ninvalid pin\ninvalid pin\n", ""], "output")


def test_interrupt_handler():
    with Board() as b:
        gateway = b.attach()
        gateway.call("EXEC_START", {0: 0, 1: (
            "from machine import Pin\n"
            "import time\n"
            "seen = []\n"
            "def on_edge(pin):\n"
            "    seen.append((pin.name(), pin()))\n"
            "p = Pin(10, Pin.IN)\n"
            "p.irq(on_edge, Pin.IRQ_RISING)\n"
            "print('ready')\n"
            "while len(seen) < 2:\n"
            "    time.sleep_ms(5)\n"
            "print(seen)\n")})
        gateway.wait_console(b"ready\n")
        b.control("set p10 1")
        gateway.wait_event("PIN_CHANGED", lambda e: e[1] == 1)
        b.control("set p10 0")
        gateway.wait_event("PIN_CHANGED", lambda e: e[1] == 0)
        b.control("set p10 1")
        equal(gateway.wait_event("JOB_EXIT")[1], 0, "end")
        gateway.wait_console(b"[('p10', 1), ('p10', 1)]\n")


def test_analog_and_temperature():
    with Board("--name", "bench") as b:
        gateway = b.attach()
        b.control("adc p4 40000")
        b.control("temp -7.25")
        out, end = gateway.run(
            "from machine import ADC\nimport board, machine\n"
            "print(ADC('p4').read_u16(), ADC(4).read())\n"
            "print(board.temperature(), board.label())\n"
            "print(machine.unique_id() == board.id().encode(), "
            "machine.freq() > 0)\n")
        equal([out, end[3]],
              [b"40000 2500\n-7.25 bench\nTrue True\n", ""], "output")


def test_identify_flashes_the_light():
    with Board() as b:
        gateway = b.attach()
        equal(gateway.call("IDENTIFY", {0: 1})[0], 0, "IDENTIFY")
        levels = set()
        gateway.wait(lambda: levels.add(b.control("get led")) or
                     len(levels) == 2, "the light changes")
        gateway.wait(lambda: gateway.call("INFO")[1][6] > 0 and
                     b.control("get led") == "ok 0", "and ends dark")
        equal(gateway.call("IDENTIFY", {0: 99999})[0], 11, "too long")


if __name__ == "__main__":
    sys.exit(board.main(dict(globals())))
