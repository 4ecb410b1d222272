#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The power goes at random moments of uploads, of a writing program that starts,
and of firmware updates; what was acknowledged is there, the rest is wholly old
or wholly new. UPY_KILLS says how often, of each (default 12)."""
import os
import random
import select
import sys
import tempfile
import time

import board
import firmware
import up1
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


def within(gateway, seconds, action):
    """What action returns, or None when the time is up before."""
    end = time.monotonic() + seconds
    pump = gateway.pump

    def hurried(timeout):
        if time.monotonic() > end:
            raise TimeoutError
        pump(min(timeout, 0.002))

    gateway.pump = hurried
    try:
        return action()
    except TimeoutError:
        return None
    finally:
        gateway.pump = pump


def upload_until(gateway, number, seconds):
    """A put of the next version, cut off after so long; True: finished."""
    return within(gateway, seconds,
                  lambda: gateway.put("/data", version(number))[0] == 0)


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


def number_of(text):
    major, minor, patch = map(int, text.split("."))
    return major << 24 | minor << 16 | patch


def update(gateway, image, name):
    """All of an update; whatever was done before is not done again."""
    if gateway.call("INFO")[1][3] != name:
        status, body = gateway.call(
            "UPDATE_BEGIN", {0: image.manifest, 1: True, 2: True})
        if status == 0:
            gateway.put("firmware", image.bytes, kind=up1.IMAGE)
        else:
            equal(status, 0x206, f"begin: {body}")  # waits for its start
        old = gateway.peer[8]
        gateway.call("UPDATE_ACTIVATE")
        gateway.wait(lambda: gateway.peer[8] != old, "another start")
    gateway.call("UPDATE_CONFIRM", {0: number_of(name)})
    gateway.wait(lambda: not gateway.call("INFO")[1][17], "confirmed")
    return True


def test_kills_during_updates():
    chance = random.Random(13)
    with tempfile.TemporaryDirectory() as work:
        maker = firmware.Maker(work)
        images = {name: maker.image("good", name)
                  for name in ("1.0.0", "2.0.0")}
        with Board("--trial", "0.05", "--key", maker.public) as b:
            gateway = b.attach()
            gateway.put("/keep", b"kept")
            update(gateway, images["1.0.0"], "1.0.0")
            confirmed, wanted, finished = "1.0.0", "2.0.0", 0
            for _ in range(KILLS):
                if within(gateway, chance.random() * 2,
                          lambda: update(gateway, images[wanted], wanted)):
                    confirmed, wanted = wanted, confirmed
                    finished += 1
                b.kill()
                b.start()
                gateway = b.attach()
                info = gateway.call("INFO")[1]
                check(info[3] in (confirmed, wanted),
                      f"{info[3]} runs, {confirmed} was confirmed")
                equal(gateway.get("/keep"), (0, b"kept"), "another file")
                if info[3] == wanted and not info[17]:
                    # Confirmed, but the power went before that was told.
                    confirmed, wanted = wanted, confirmed
            update(gateway, images[wanted], wanted)
            equal(gateway.call("INFO")[1][3], wanted, "at the end")
    print(f"# {KILLS} kills, {finished} updates were finished before one")


if __name__ == "__main__":
    sys.exit(board.main(dict(globals())))
