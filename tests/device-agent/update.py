#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Firmware updates over UP/1: a new image replaces the running program, a bad
one gives way to what ran before, cuts lose next to nothing."""
import sys
import tempfile

import board
import firmware
import up1
from board import Board, check, equal

TRIAL = ("--trial", "1")
FACTORY, SLOT_A, SLOT_B = 2, 0, 1
SECTOR = 4096
BOOT_ID = 8  # in HELLO


class Case:
    """A maker, a board that trusts it, a gateway."""

    def __enter__(self):
        self.dir = tempfile.TemporaryDirectory(prefix="upy-update-test-")
        self.maker = firmware.Maker(self.dir.name)
        self.board = Board(*TRIAL, "--key", self.maker.public)
        self.gateway = self.board.attach()
        return self

    def __exit__(self, *failure):
        self.board.__exit__(*failure)
        self.dir.cleanup()

    def image(self, kind, version, **options):
        return self.maker.image(kind, version, **options)

    def begin(self, image, **more):
        return self.gateway.call("UPDATE_BEGIN", {0: image.manifest, **more})

    def send(self, image, **more):
        status, body = self.begin(image)
        equal(status, 0, f"begin: {body}")
        return self.gateway.put("firmware", image.bytes, kind=up1.IMAGE, **more)

    def status(self):
        status, body = self.gateway.call("UPDATE_STATUS")
        equal(status, 0, "status")
        return body

    def activate(self):
        equal(self.gateway.call("UPDATE_ACTIVATE")[0], 0, "activate")
        self.reconnect()

    def reconnect(self, timeout=20):
        old = self.gateway.peer[BOOT_ID]
        self.gateway.wait(lambda: self.gateway.peer[BOOT_ID] != old,
                          "another start", timeout)

    def install(self, image, version):
        """Sends, starts and confirms an image."""
        equal(self.send(image)[0], 0, "transfer")
        self.activate()
        equal(self.gateway.call("UPDATE_CONFIRM", {0: version})[0], 0,
              "acknowledged")
        event = self.gateway.wait_event("UPDATED", lambda e: e[0] == 1)
        return event


def number(text):
    major, minor, patch = map(int, text.split("."))
    return major << 24 | minor << 16 | patch


def test_the_program_is_replaced():
    with Case() as case:
        equal(case.gateway.call("INFO")[1][16], "factory", "slot")
        case.gateway.put("/keep", b"kept")
        event = case.install(case.image("good", "1.2.3"), number("1.2.3"))
        equal((event[1], event[2]), ("1.2.3", "a"), "event")
        info = case.gateway.call("INFO")[1]
        equal((info[3], info[16]), ("1.2.3", "a"), "version and slot")
        equal(case.gateway.get("/keep"), (0, b"kept"), "files")
        equal(case.gateway.run("import os; print(os.uname().release)")[0],
              b"1.2.3\n", "os.uname")
        case.install(case.image("good", "1.2.4"), number("1.2.4"))
        equal(case.status()[0], SLOT_B, "the other slot")
        case.board.kill()
        case.board.start()
        case.gateway = case.board.attach()
        equal(case.gateway.call("INFO")[1][3], "1.2.4", "after a power cut")
        equal(case.gateway.call("UPDATE_FACTORY")[0], 0, "factory")
        case.reconnect()
        equal(case.gateway.call("INFO")[1][16], "factory", "reset")


def rolls_back(kind, starts=3):
    with Case() as case:
        case.install(case.image("good", "1.0.0"), number("1.0.0"))
        bad = case.image(kind, "2.0.0")
        equal(case.send(bad)[0], 0, "transfer")
        equal(case.gateway.call("UPDATE_ACTIVATE")[0], 0, "activate")
        case.reconnect(200)
        status = case.status()
        equal(status[0], SLOT_A, "slot")
        slot = status[9][SLOT_B]
        equal((slot[0], slot[1], slot[2]), (4, starts, 1),
              "bad, tries, reason")
        equal(case.begin(bad)[0], 0x205, "rejected")


def test_a_crashing_image_is_rolled_back():
    rolls_back("crash")


def test_refusals():
    with Case() as case:
        other = case.maker.path("other")
        case.maker.keygen(other)
        good = case.image("good", "1.1.0")
        refused = (
            (0x200, case.image("good", "1.1.1", key=other)),
            (0x201, case.image("good", "1.1.2", **{"class": "00" * 16})),
            (0x201, case.image("good", "1.1.3", hw="2-9")),
            (0x203, case.image("good", "1.1.4", slots="b")),
        )
        for status, image in refused:
            got, body = case.begin(image)
            equal(got, status, body.get(23))
        tampered = bytearray(good.manifest)
        tampered[60] ^= 1
        equal(case.gateway.call("UPDATE_BEGIN", {0: bytes(tampered)})[0],
              0x200, "tampered manifest")
        case.install(good, number("1.1.0"))
        equal(case.begin(good)[0], 6, "the same image")
        older = case.image("good", "1.0.9")
        equal(case.begin(older)[0], 0x202, "an older version")
        equal(case.begin(older, **{})[0], 0x202, "again")
        equal(case.gateway.call("UPDATE_BEGIN",
                                {0: older.manifest, 2: True})[0], 0, "forced")
        case.install(case.image("good", "1.2.0", security="7"),
                     number("1.2.0"))
        low = case.image("good", "1.3.0", security="6")
        equal(case.begin(low)[0], 0x202, "below the floor")


def test_other_bytes_do_not_start():
    with Case() as case:
        image = case.image("good", "1.0.0")
        equal(case.begin(image)[0], 0, "begin")
        wrong = bytearray(image.bytes)
        wrong[100000] ^= 4
        status, _ = case.gateway.put("firmware", bytes(wrong), kind=up1.IMAGE)
        equal(status, 9, "another hash is not the announced image")
        equal(case.gateway.call("UPDATE_ACTIVATE")[0], 9, "nothing to start")


def test_resumes_after_power_cuts():
    with Case() as case:
        image = case.image("good", "1.0.0")
        size = len(image.bytes)
        lost = 0
        for part in range(1, 5):
            case.send(image, stop_at=size * part // 5)
            case.board.kill()
            case.board.start()
            case.gateway = case.board.attach()
            status, body = case.begin(image)
            equal(status, 0, "begin")
            # What was acknowledged, less the last sector.
            check(body[0] > size * part // 5 - 4 * SECTOR - 16384,
                  f"cut at {size * part // 5}: goes on at {body[0]}")
            lost = max(lost, size * part // 5 - body[0])
        status, transfer = case.gateway.put("firmware", image.bytes, kind=up1.IMAGE)
        equal(status, 0, "rest")
        case.activate()
        case.gateway.call("UPDATE_CONFIRM", {0: number("1.0.0")})
        case.gateway.wait_event("UPDATED", lambda e: e[0] == 1)


def test_compressed_images_and_changes():
    with Case() as case:
        packed = case.image("good", "1.0.0", coding="deflate")
        raw = case.image("good", "1.0.0")
        check(len(packed.bytes) < 0.7 * len(raw.bytes), "smaller")
        other = case.image("good", "1.0.1")
        delta = case.image("good", "1.1.0", coding="delta", base=raw.path)
        check(len(delta.bytes) < 0.05 * len(raw.bytes), "much smaller")
        equal(case.begin(delta)[0], 0x207, "its image is not here")

        # A lost link: the decoder remembers; a power cut: from the start.
        size = len(packed.bytes)
        case.send(packed, stop_at=size // 2)
        case.gateway = case.board.attach()
        status, body = case.begin(packed)
        equal(status, 0, "begin")
        check(size // 4 < body[0] <= size, f"goes on at {body[0]} of {size}")
        status, transfer = case.gateway.put(
            "firmware", packed.bytes, kind=up1.IMAGE, stop_at=size * 3 // 4)
        check(transfer.resumed >= body[0], "goes on in the middle")
        case.board.kill()
        case.board.start()
        case.gateway = case.board.attach()
        equal(case.begin(packed)[1][0], 0, "begins again")
        case.install(packed, number("1.0.0"))
        equal(case.begin(raw)[0], 6, "the same image, also raw")

        case.install(delta, number("1.1.0"))
        equal(case.gateway.call("INFO")[1][3], "1.1.0", "version")
        equal(case.begin(delta)[0], 6, "the same image")
        case.install(case.image("good", "1.1.1", coding="delta",
                                base=case.maker.path("good-1.1.0")),
                     number("1.1.1"))
        equal(case.begin(case.image("good", "1.1.2", coding="delta",
                                    base=other.path))[0], 0x207,
              "changes to an image that never was here")


if __name__ == "__main__":
    tests = dict(globals())
    if firmware.is_large():
        print("large images: one update only")
        for name in ("test_refusals", "test_resumes_after_power_cuts",
                     "test_compressed_images_and_changes",
                     "test_a_crashing_image_is_rolled_back"):
            del tests[name]
    sys.exit(board.main(tests))
