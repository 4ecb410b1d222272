#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The power goes at random moments of uploads and of a writing program; what
was acknowledged is there, the rest is wholly old or wholly new.
UPY_KILLS says how often (default 12)."""
import os
import random
import select
import sys
import time

import board
from board import Board, check, equal

KILLS = int(os.environ.get("UPY_KILLS", "12"))
PROGRAM = """
import os
n = 0
while True:
    with open('/new', 'w') as f:
        f.write(str(n) + ' ' + 'x' * 2000)
    os.rename('/new', '/log')
    n += 1
    print(n)
"""


def version(number):
    return random.Random(number).randbytes(30000 + 1000 * (number % 7))


def upload_until(gateway, number, seconds):
    """A put of the next version, cut off after so long; True: finished."""
    end = time.monotonic() + seconds
    pump = gateway.pump

    def hurried(timeout):
        if time.monotonic() > end:
            raise TimeoutError
        pump(min(timeout, 0.002))

    gateway.pump = hurried
    try:
        return gateway.put("/data", version(number))[0] == 0
    except TimeoutError:
        return False
    finally:
        gateway.pump = pump


def test_kills_during_uploads():
    chance = random.Random(11)
    done = finished = resumed = 0
    with Board() as b:
        gateway = b.attach()
        equal(gateway.put("/data", version(0))[0], 0, "first version")
        for number in range(1, KILLS + 1):
            is_done = upload_until(gateway, number, chance.random() * 0.06)
            b.kill()
            b.start()
            gateway = b.attach()
            status, data = gateway.get("/data")
            equal(status, 0, "get after the cut")
            if is_done:
                finished += 1
                check(data == version(number), "an acknowledged file is lost")
            else:
                check(data in (version(done), version(number)),
                      "neither old nor new")
                status, transfer = gateway.put("/data", version(number))
                equal(status, 0, "the upload goes on")
                resumed += transfer.resumed > 0
                equal(gateway.get("/data"), (0, version(number)), "get")
            done = number
    print(f"# {KILLS} kills: {finished} uploads were finished, "
          f"{resumed} went on where they stopped")


def test_kills_of_a_writing_program():
    chance = random.Random(12)
    with Board() as b:
        gateway = b.attach()
        gateway.put("/main.py", PROGRAM.encode())
        for _ in range(KILLS):
            b.kill()
            b.start()
            line = b.line()
            end = time.monotonic() + 0.05 + chance.random() * 0.15
            while time.monotonic() < end:
                select.select([line.fd], [], [], 0.01)
                line.receive(0)
        b.kill()
        b.start()
        gateway = b.attach()
        gateway.call("EXEC_STOP")
        status, log = gateway.get("/log")
        equal(status, 0, "get")
        number, filler = log.split(b" ")
        check(number.isdigit() and filler == b"x" * 2000, "a whole log")


if __name__ == "__main__":
    sys.exit(board.main(dict(globals())))
