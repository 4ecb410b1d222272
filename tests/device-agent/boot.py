#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Starting: boot.py, main.py, soft and hard reset, safe mode."""
import sys

import board
from board import Board, check, equal, up1


def with_files(b):
    gateway = b.attach()
    gateway.put("/boot.py", b"print('this is boot')\nshared = 1\n")
    gateway.put("/main.py", b"print('this is main', shared)\n")
    return gateway


def test_boot_then_main_then_prompt():
    with Board() as b:
        with_files(b)
        b.kill()
        b.start()
        gateway = up1.Gateway(b.line())
        gateway.wait(lambda: b">>> " in gateway.line.text, "the prompt")
        text = bytes(gateway.line.text)
        boot = text.index(b"this is boot\r\n")
        main = text.index(b"this is main 1\r\n")
        check(boot < main < text.index(b">>> "), f"{text}")
        gateway.hello()
        names = []
        while len(names) < 2:
            names.append(gateway.wait_event("JOB_STARTED")[1])
        equal(names, ["/boot.py", "/main.py"], "events")


def test_soft_reset():
    with Board() as b:
        gateway = with_files(b)
        boot_id = gateway.peer[8]
        gateway.run("x = 1")
        equal(gateway.call("RESET", {0: False})[0], 0, "RESET")
        booted = gateway.wait_event("BOOTED", lambda e: e[1] == "soft")
        equal([booted[0], booted[2]], [boot_id, False], "BOOTED")
        gateway.wait_event("JOB_EXIT")
        gateway.wait_event("JOB_EXIT")
        out, end = gateway.run("print(shared)\nprint(x)\n")
        check(out.startswith(b"1\n"), f"{out}")
        check("NameError" in end[3], "x is forgotten")


def test_program_accepted_before_a_soft_reset_runs_after_it():
    with Board() as b:
        gateway = b.attach()
        for _ in range(20):
            reset = gateway.start(up1.COMMANDS["RESET"], up1.cbor({0: False}))
            start = gateway.start(
                up1.COMMANDS["EXEC_START"], up1.cbor({0: 0, 1: "print(8)"}))
            equal(gateway.finish(reset)[0], 0, "RESET")
            status, job = gateway.finish(start)
            equal(status, 0, "EXEC_START")
            end = gateway.wait_event("JOB_EXIT", lambda e: e[0] == job[0])
            equal(end[1], 0, f"end: {end}")


def test_soft_reset_of_a_running_program():
    with Board() as b:
        gateway = b.attach()
        _, job = gateway.call("EXEC_START", {0: 0, 1: "while True: pass"})
        equal(gateway.call("RESET")[0], 0, "RESET")
        end = gateway.wait_event("JOB_EXIT")
        equal([end[0], end[1]], [job[0], 5], "end")
        gateway.wait_event("BOOTED", lambda e: e[1] == "soft")
        equal(gateway.run("print('ok')")[0], b"ok\n", "next")


def test_safe_soft_reset():
    with Board() as b:
        gateway = with_files(b)
        equal(gateway.call("RESET", {1: True})[0], 0, "RESET")
        booted = gateway.wait_event("BOOTED", lambda e: e[1] == "soft")
        equal(booted[2], True, "safe")
        gateway.events.clear()
        _, end = gateway.run("shared")
        check("NameError" in end[3], "boot.py did not run")
        # It does not last.
        gateway.call("RESET")
        gateway.wait_event("BOOTED", lambda e: e[2] is False)


def test_hard_reset():
    with Board() as b:
        gateway = with_files(b)
        old = gateway.peer[8]
        pid = b.process.pid
        equal(gateway.call("RESET", {0: True})[0], 0, "RESET")
        gateway.wait(lambda: gateway.peer[8] != old, "a new boot_id")
        equal(gateway.call("INFO")[1][11], "hard", "reset cause")
        gateway.wait_event("JOB_EXIT")
        gateway.wait_event("JOB_EXIT")
        equal(gateway.run("print(shared)")[0], b"1\n", "boot.py ran")
        equal(b.process.poll(), None, "the process goes on")
        equal(b.process.pid, pid, "the same process")
        old = gateway.peer[8]
        equal(gateway.call("RESET", {0: True, 1: True})[0], 0, "safe RESET")
        gateway.wait(lambda: gateway.peer[8] != old, "a new boot_id")
        _, end = gateway.run("shared")
        check("NameError" in end[3], "boot.py did not run")


def test_reset_by_the_program():
    with Board() as b:
        gateway = b.attach()
        old = gateway.peer[8]
        gateway.call("EXEC_START",
                     {0: 0, 1: "import machine\nmachine.reset()\n"})
        gateway.wait(lambda: gateway.peer[8] != old, "a new boot_id")
        out, _ = gateway.run("import machine\nprint(machine.reset_cause() == "
                             "machine.HARD_RESET)")
        equal(out, b"True\n", "reset_cause")
        gateway.call("EXEC_START",
                     {0: 0, 1: "import machine\nmachine.soft_reset()\n"})
        equal(gateway.wait_event("JOB_EXIT", lambda e: e[1] == 5)[1], 5,
              "end")
        equal(gateway.run("print('ok')")[0], b"ok\n", "next")


def test_exec_while_the_board_starts():
    """It waits for boot.py; it does not wait for a main.py that goes on."""
    with Board() as b:
        gateway = b.attach()
        gateway.put("/boot.py", b"import time\ntime.sleep_ms(300)\n")
        gateway.call("RESET")
        gateway.wait_event("JOB_STARTED", lambda e: e[1] == "/boot.py")
        equal(gateway.run("print('ok')")[0], b"ok\n", "after boot.py")
        gateway.put("/main.py", b"while True:\n    pass\n")
        gateway.call("RESET")
        gateway.wait_event("JOB_STARTED", lambda e: e[1] == "/boot.py")
        equal(gateway.call("EXEC_START", {0: 0, 1: "print(1)"})[0], 9, "busy")


def test_endless_main_can_be_stopped():
    with Board() as b:
        gateway = b.attach()
        gateway.put("/main.py", b"while True:\n    pass\n")
        gateway.call("RESET")
        gateway.wait_event("JOB_STARTED", lambda e: e[1] == "/main.py")
        equal(gateway.call("INFO")[1][13], "/main.py", "running")
        equal(gateway.call("EXEC_START", {0: 0, 1: "print(1)"})[0], 9, "busy")
        out, end = gateway.run("print('mine')", interrupt=True)
        check(out.endswith(b"mine\n"), f"{out}")
        equal(end[1], 0, "end")


def test_broken_main_is_told():
    with Board() as b:
        gateway = b.attach()
        gateway.put("/main.py", b"import nothing\n")
        gateway.call("RESET")
        end = gateway.wait_event("JOB_EXIT")
        equal(end[1], 1, "outcome")
        check("ImportError" in end[3], end[3])
        gateway.wait_console(b"ImportError")
        equal(gateway.run("print('ok')")[0], b"ok\n", "the board is usable")


def test_power_cut_while_the_program_writes():
    with Board() as b:
        gateway = b.attach()
        gateway.put("/keep", b"kept")
        gateway.call("EXEC_START", {0: 0, 1: (
            "n = 0\n"
            "while True:\n"
            "    with open('/log', 'w') as f:\n"
            "        f.write(str(n) * 500)\n"
            "    n += 1\n"
            "    print(n)\n")})
        gateway.wait_console(b"\n20\n")
        b.kill()
        b.start()
        gateway = b.attach()
        equal(gateway.get("/keep"), (0, b"kept"), "another file")
        status, log = gateway.get("/log")
        equal(status, 0, "the log")
        check(log == b"" or len(set(log[i::len(log) // 500]
                                    for i in range(len(log) // 500))) >= 1,
              "readable")


if __name__ == "__main__":
    sys.exit(board.main(dict(globals())))
