#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""upyctl ota against the real gateway and boards: done means the new program
runs and is confirmed; whatever goes wrong, the board is still there."""
import os
import random
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "lib"))
sys.path.insert(0, os.path.join(HERE, "..", "device-agent"))
import firmware  # noqa: E402
from rig import Rig, check, run, wait_until  # noqa: E402

KILLS = int(os.environ.get("UPY_KILLS", "4"))
LIMIT = 240


class Case(Rig):
    """A gateway, a maker of firmware, and a board "a" that trusts it."""

    def __init__(self):
        super().__init__()
        self.maker = firmware.Maker(self.dir)

    def begin(self, trial="0.2"):
        self.start_gateway()
        self.power_on(trial)
        self.adopt("a")

    def power_on(self, trial="0.2"):
        self.start_board("a", "--trial", trial, "--key", self.maker.public)

    def runs(self):
        board = self.board("a")
        return board and board["online"] and \
            (board["agent_version"], board["slot"])

    def ota(self, image, *options, status=0):
        result = self.ctl("ota", "a", image.path, *options, timeout=LIMIT)
        check(result.status == status,
              f"ota {image.path}: want status {status}: {result!r}")
        return result

    def good(self, version, **options):
        return self.maker.image("good", version, **options)


def a_new_program_runs():
    with Case() as case:
        case.begin()
        case.ok("exec", "a", "open('/keep', 'w').write('kept')")
        check(case.runs()[1] == "factory", case.runs())
        result = case.ota(case.good("1.0.0"))
        check(result.out == "a runs 1.0.0\n", result)
        check(case.runs() == ("1.0.0", "a"), case.runs())
        check("1.0.0 (a)" in case.ok("status", "a"), "status shows it")
        check("1.0.0" in case.ok("ls"), "ls shows it")
        check(case.ok("cat", "a:/keep") == "kept", "files are kept")
        out = case.ok("exec", "a", "import os; print(os.uname().release)")
        check(out == "1.0.0\n", out)
        result = case.ota(case.good("1.1.0"), "--json").json
        check((result["version"], result["slot"], result["confirmed"]) ==
              ("1.1.0", "b", True), result)
        case.kill("a")
        case.power_on()
        wait_until(lambda: case.runs() == ("1.1.0", "b"), "after a power cut")
        case.ok("ota", "a", "--factory")
        wait_until(lambda: (case.runs() or (0, 0))[1] == "factory", "factory")


def coded_images_are_sent_as_they_are():
    with Case() as case:
        case.begin()
        old = case.good("1.0.0")
        case.ota(case.good("1.0.0", coding="deflate"))
        check(case.runs() == ("1.0.0", "a"), case.runs())
        error = case.ota(case.good("1.1.0", coding="delta",
                                   base=case.maker.path("good-1.1.0")),
                         status=9).err
        check("changes to an image" in error, error)
        result = case.ota(case.good("1.1.0", coding="delta", base=old.path))
        check("sent, restarting" in result.err, result)
        check(case.runs() == ("1.1.0", "b"), case.runs())


def what_is_refused_is_explained():
    with Case() as case:
        case.begin()
        case.maker.keygen(case.path("other"))
        case.ota(case.good("2.0.0", security="3"))
        refused = (
            ("unknown key", case.good("2.1.0", key=case.path("other"))),
            ("another class", case.good("2.1.1", **{"class": "11" * 16})),
            ("hardware revision", case.good("2.1.2", hw="7")),
            ("security floor", case.good("2.1.3", security="2")),
            ("not newer", case.good("1.9.9", security="3")),
        )
        for text, image in refused:
            error = case.ota(image, status=9).err
            check(text in error, f"{text}: {error}")
        expired = case.good("2.2.0", security="3", expires="+1")
        with open(expired.manifest_path, "r+b") as file:
            file.seek(64)
            file.write((1).to_bytes(8, "little") + (2).to_bytes(8, "little"))
        check("expired" in case.ota(expired, status=9).err, "expired")
        image = case.good("2.3.0", security="3")
        with open(image.path, "r+b") as file:
            file.seek(5000)
            file.write(b"tampered")
        check("not the image" in case.ota(image, status=9).err, "tampered")
        image = case.good("2.4.0", security="3")
        with open(image.manifest_path, "r+b") as file:
            file.seek(41)
            file.write(b"\x09")
        check("signature" in case.ota(image, status=9).err, "signature")
        os.unlink(image.manifest_path)
        check("upy-sign" in case.ota(image, status=1).err, "no manifest")
        check(case.runs() == ("2.0.0", "a"), "it still runs what it ran")
        result = case.ota(case.maker.image("good", "2.0.0", security="3"))
        check("already runs" in result.out, result)
        case.ota(refused[4][1], "--force")
        check(case.runs() == ("1.9.9", "b"), "an older one by force")


def bad_image(kind, version="3.0.0"):
    with Case() as case:
        case.begin()
        case.ota(case.good("1.0.0"))
        image = case.maker.image(kind, version)
        error = case.ota(image, status=1).err
        check("what ran before is back" in error, error)
        wait_until(lambda: case.runs() == ("1.0.0", "a"), "the old one runs")
        error = case.ota(image, status=9).err
        check("failed on this board before" in error, error)


def bad_images_give_way():
    """One that crashes, one that hangs, one that has no link; at once, since
    most of the time is spent waiting for a watchdog."""
    failures = []

    def attempt(kind):
        try:
            bad_image(kind)
        except Exception as failure:  # told by the main thread
            failures.append(f"{kind}: {failure}")

    workers = [threading.Thread(target=attempt, args=(kind,))
               for kind in ("crash", "hang", "mute")]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    check(not failures, "; ".join(failures))


def a_board_that_trusts_nobody():
    with Case() as case:
        case.start_gateway()
        case.start_board("a")
        case.adopt("a")
        error = case.ota(case.good("1.0.0"), status=9).err
        check("trusts no key" in error, error)


def a_board_that_stays_away_is_given_up():
    with Case() as case:
        case.begin("60")
        image = case.good("4.0.0")
        results = []
        check(case.ctl("ota", "a", image.path, "--away", "0").status == 2,
              "--away 0")
        ota = threading.Thread(target=lambda: results.append(
            case.ctl("ota", "a", image.path, "--away", "1", timeout=LIMIT)))
        ota.start()
        wait_until(lambda: case.runs() == ("4.0.0", "a"), "on trial")
        case.kill("a")
        ota.join()
        check(results[0].status == 7 and "away for 1 s" in results[0].err and
              "goes back by itself" in results[0].err, results)
        case.power_on()
        check(wait_until(lambda: case.runs(), "back") == ("4.0.0", "a"),
              "it goes on")
        # It may have been confirmed before the command asks.
        check("runs 4.0.0" in case.ota(image).out, "confirmed")


def kills_cost_nothing():
    """The board's power and the gateway go at random; one command ends well."""
    chance = random.Random(5)
    with Case() as case:
        case.begin()
        case.ok("exec", "a", "open('/keep', 'w').write('kept')")
        for number in range(1, KILLS + 1):
            image = case.good(f"1.{number}.0")
            results = []
            worker = threading.Thread(
                target=lambda: results.append(
                    case.ctl("ota", "a", image.path, "--force",
                             timeout=LIMIT)))
            begun = case.log("a").count("update: slot")
            worker.start()
            wait_until(lambda: case.log("a").count("update: slot") > begun,
                       "the board was asked")
            for victim in ("a", "upyd"):
                time.sleep(chance.random() * 0.6)
                if victim == "a":
                    case.kill("a")
                    case.power_on()
                else:
                    case.kill("upyd")
                    case.start_gateway()
            worker.join()
            check(results[0].status == 0, results[0])
            wait_until(lambda: (case.runs() or ("",))[0] == f"1.{number}.0",
                       f"1.{number}.0 runs")
        check(case.ok("cat", "a:/keep") == "kept", "files are kept")


if __name__ == "__main__":
    if firmware.is_large():
        run(a_new_program_runs)
    else:
        run(a_new_program_runs, coded_images_are_sent_as_they_are,
            what_is_refused_is_explained, bad_images_give_way,
            a_board_that_trusts_nobody, a_board_that_stays_away_is_given_up,
            kills_cost_nothing)
