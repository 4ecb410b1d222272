#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Starts that go wrong or are asked to be different: watchdog, boot loops, the
safe-boot pin, the light, flash files of older boards."""
import os
import subprocess
import sys
import tempfile
import time

import board
import firmware
from board import BUILD, Board, check, equal

BOOT_ID = 8  # in HELLO
SAFE_PIN = "p15"
LED = "led"


def restarted(b, gateway, action):
    """The board after action made it restart."""
    old = gateway.peer[BOOT_ID]
    action()
    gateway.wait(lambda: gateway.peer[BOOT_ID] != old, "another start", 40)


def test_watchdog_of_the_program():
    with Board() as b:
        gateway = b.attach()
        out, end = gateway.run(
            "import machine, time\n"
            "w = machine.WDT(timeout=400)\n"
            "for _ in range(10):\n"
            "    time.sleep_ms(100)\n"
            "    w.feed()\n"
            "print('fed')\n")
        equal(out, b"fed\n", f"a fed watchdog: {end}")
        restarted(b, gateway, lambda: None)
        equal(gateway.call("INFO")[1][11], "watchdog", "cause")
        out, _ = gateway.run("import machine\nprint(machine.reset_cause() == "
                             "machine.WDT_RESET)")
        equal(out, b"True\n", "reset_cause")
        equal(gateway.run("import machine\nmachine.WDT(3)")[1][1], 1,
              "no such watchdog")


def boot_loop(line, cause):
    with Board() as b:
        gateway = b.attach()
        gateway.put("/boot.py", b"import machine\nmachine." + line)
        starts = set()
        gateway.call("RESET")
        gateway.wait(lambda: starts.add(gateway.peer[BOOT_ID]) or any(
            name == "BOOTED" and body[2] for name, body in gateway.events),
            "safe boot by itself", 60)
        # Our answer to the HELLO of a start before may have reached the last
        # one; a gateway finds that out with its next PING.
        gateway.hello()
        out, _ = gateway.run("print('usable')")
        equal(out, b"usable\n", "after the loop")
        check(cause in {body[1] for name, body in gateway.events
                        if name == "BOOTED"} or len(starts) > 1, "it looped")
        equal(gateway.call("FS_REMOVE", {0: "/boot.py"})[0], 0, "mended")
        gateway.call("RESET")
        gateway.wait_event("BOOTED", lambda e: not e[2])


def test_boot_loop_of_resets():
    boot_loop(b"reset()\n", "hard")


def test_boot_loop_of_soft_resets():
    boot_loop(b"soft_reset()\n", "soft")


def test_main_wins_over_compiled_main():
    with Board() as b:
        gateway = b.attach()
        cross = os.path.join(BUILD, "vm", "cross", "upy-cross")
        with tempfile.TemporaryDirectory() as work:
            source = os.path.join(work, "main.py")
            with open(source, "w", encoding="ascii") as file:
                file.write("print('compiled')\n")
            subprocess.run([cross, source], check=True, cwd=work)
            with open(os.path.join(work, "main.mpy"), "rb") as file:
                compiled = file.read()
        gateway.put("/main.mpy", compiled)
        gateway.call("RESET")
        gateway.wait_console(b"compiled")
        gateway.put("/main.py", b"print('text')\n")
        gateway.take_console()
        gateway.call("RESET")
        gateway.wait_console(b"text")
        check(b"compiled" not in gateway.console, "only one of them")


def held(b, gateway, seconds):
    """A hard reset with the safe-boot pin held for so long."""
    b.control(f"set {SAFE_PIN} 1")
    old = gateway.peer[BOOT_ID]
    gateway.events.clear()
    gateway.call("RESET", {0: True})
    # The boot loader measures from its start, a quarter of a second later.
    time.sleep(0.3 + seconds)
    b.control(f"set {SAFE_PIN} z")
    gateway.wait(lambda: gateway.peer[BOOT_ID] != old, "another start")
    return gateway.wait_event("BOOTED")[2]


def test_safe_boot_pin():
    with tempfile.TemporaryDirectory() as work:
        maker = firmware.Maker(work)
        with Board("--trial", "0.1", "--key", maker.public) as b:
            gateway = b.attach()
            gateway.put("/boot.py", b"booted = 1\n")
            for number, version in enumerate(("1.0.0", "2.0.0"), 1):
                image = maker.image("good", version)
                gateway.call("UPDATE_BEGIN", {0: image.manifest})
                gateway.put("firmware", image.bytes, kind=2)
                restarted(b, gateway,
                          lambda: gateway.call("UPDATE_ACTIVATE"))
                gateway.call("UPDATE_CONFIRM", {0: number << 24})
                gateway.wait_event("UPDATED", lambda e: e[0] == 1)
            for seconds, version in ((0.5, "2.0.0"), (4, "1.0.0"),
                                     (7, None)):
                check(held(b, gateway, seconds), f"{seconds} s: safe")
                info = gateway.call("INFO")[1]
                if version is None:
                    equal(info[16], "factory", "6 s and more")
                else:
                    equal(info[3], version, f"{seconds} s")
                check("NameError" in gateway.run("booted")[1][3],
                      "boot.py was left out")
            restarted(b, gateway, lambda: gateway.call("RESET", {0: True}))
            equal(gateway.call("INFO")[1][3], "2.0.0", "it does not persist")
            equal(gateway.run("print(booted)")[0], b"1\n", "boot.py ran")


def light_changes(b, seconds):
    """How often the light changes, and its last level."""
    end = time.monotonic() + seconds
    last = b.control(f"get {LED}")
    changes = 0
    while time.monotonic() < end:
        level = b.control(f"get {LED}")
        changes += level != last
        last = level
        time.sleep(0.01)
    return changes, last


def test_heartbeat():
    with Board() as b:
        gateway = b.attach()
        equal(gateway.run("import board\nprint(board.heartbeat())")[0],
              b"False\n", "off at first")
        gateway.run("board.heartbeat(True)")
        changes, _ = light_changes(b, 4.5)
        check(2 <= changes <= 4, f"a flash every 4 s: {changes} changes")
        gateway.put("/main.py", b"import board\nboard.heartbeat(True)\n1/0\n")
        gateway.call("RESET")
        gateway.wait_event("JOB_EXIT", lambda e: e[1] == 1)
        changes, _ = light_changes(b, 1.5)
        check(changes >= 8, f"quick after an error: {changes} changes")
        check(not any(name == "PIN_CHANGED" for name, _ in gateway.events),
              "its flashes are no news")
        gateway.run("import board\nboard.heartbeat(False)")
        equal(light_changes(b, 0.5), (0, "ok 0"), "off")


def test_heartbeat_of_a_wipy():
    """On from the start; then the light is the program's."""
    with Board("--profile", "wipy") as b:
        gateway = b.attach()
        gateway.wait(lambda: b.control("get GP25") == "ok 1", "a flash", 60)
        out, _ = gateway.run(
            "import machine, wipy\nprint(wipy.heartbeat())\n"
            "wipy.heartbeat(False)\nprint(wipy.heartbeat())\n"
            "machine.Pin('GP25', machine.Pin.OUT, value=1)\n")
        equal(out, b"True\nFalse\n", "heartbeat")
        end = time.monotonic() + 4.2
        while time.monotonic() < end:
            equal(b.control("get GP25"), "ok 1", "the program's")
            gateway.pump(0.1)


def test_frozen_boot_comes_first():
    with Board() as b:
        gateway = b.attach()
        out, end = gateway.run(
            "import os, sys, vfs\n"
            "print('_boot' in sys.modules, sys.path, os.listdir('/'))\n"
            "print(os.statvfs('/')[0], len(vfs.mount()))\n"
            "import board\n"
            "print(board.mount())\n")
        equal(out, b"True ['', '.frozen', '/lib'] []\n4096 1\nFalse\n",
              f"{end}")
        out, end = gateway.run(
            "import asyncio\n"
            "async def main():\n"
            "    await asyncio.sleep(0.01)\n"
            "    print('slept')\n"
            "asyncio.run(main())\n")
        equal(out, b"slept\n", f"asyncio is frozen: {end}")
        gateway.put("/boot.py", b"import sys\nfirst = '_boot' in sys.modules\n")
        restarted(b, gateway, lambda: gateway.call("RESET", {0: True}))
        equal(gateway.run("print(first)")[0], b"True\n", "before boot.py")


def test_a_reset_empties_the_lines():
    """What comes while a board is off is not for its next start."""
    with Board() as b:
        gateway = b.attach()
        # The boot loader waits for the pin; nobody reads the line.
        b.control(f"set {SAFE_PIN} 1")
        old = gateway.peer[BOOT_ID]
        gateway.call("RESET", {0: True})
        time.sleep(0.5)
        gateway.line.write(b"typed = 1\r\n")
        time.sleep(0.5)
        b.control(f"set {SAFE_PIN} z")
        gateway.wait(lambda: gateway.peer[BOOT_ID] != old, "another start")
        out, _ = gateway.run("print('typed' in globals())")
        equal(out, b"False\n", "what was typed before")


def test_older_flash_files_are_extended():
    with Board(start=False) as b:
        b.start()
        gateway = b.attach()
        gateway.put("/keep", b"kept")
        ident = gateway.peer[9] if 9 in gateway.peer else None
        b.kill()
        # As versions without slots made it: settings and files only.
        with open(b.state, "r+b") as file:
            file.truncate(1024 * 1024)
        b.start()
        gateway = b.attach()
        equal(gateway.get("/keep"), (0, b"kept"), "files")
        equal(gateway.peer.get(9), ident, "identity")
        equal(gateway.call("UPDATE_STATUS")[0], 0, "slots")


if __name__ == "__main__":
    tests = dict(globals())
    if firmware.is_large():
        del tests["test_safe_boot_pin"]
    sys.exit(board.main(tests))
