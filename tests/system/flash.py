#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""upyctl flash and backup: the loader in the chip's ROM through the gateway."""
import os
import signal
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "lib"))
from rig import Rig, check, run, wait_until  # noqa: E402

# 256 KiB of flash: 64 KiB of files, two slots of 64 KiB, metadata.
SMALL = ("--size", "64K", "--slots", "64K")
CHIP = 256 * 1024
CELLS = (64 + 2 * 64 + 8) * 1024
IMAGE = os.urandom(30000) + b"\xc0\xdb\xdc\xdd" * 9000 + os.urandom(33)


class Case(Rig):
    def begin(self, *options):
        self.start_gateway()
        # What the chip's maker wrote elsewhere survives erasing.
        self.start_board("a", "--id", "chip-1", *SMALL, *options)
        self.adopt("a")

    def put(self, name, data):
        with open(self.path(name), "wb") as file:
            file.write(data)
        return self.path(name)

    def get(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()

    def refused(self, text, *command, status=None):
        result = self.ctl(*command, timeout=120)
        check(result.status != 0 and text in result.err,
              f"{command}: want {text!r}: {result!r}")
        if status is not None:
            check(result.status == status, f"{command}: {result!r}")
        return result


def written_read_and_back():
    with Case() as case:
        case.begin()
        image = case.put("image", IMAGE)
        case.ok("exec", "a", "open('/kept', 'w').write('kept')")
        out = case.ok("flash", "a", image, "--baud", "921600")
        check("wrote" in out and "verified" in out, out)
        check(case.board("a")["online"], "the board is back")
        check(case.ok("cat", "a:/kept") == "kept", "files are not touched")
        out = case.ok("backup", "a", case.path("all"), timeout=120)
        check("verified" in out, out)
        first = case.get("all")
        check(len(first) == CHIP, len(first))
        check(first[0x1000:0x1000 + len(IMAGE)] == IMAGE, "the image")
        check(first[CELLS:] == b"\xff" * (CHIP - CELLS), "no cells there")
        result = case.ctl("flash", "a", image, "--offset", "0x3000",
                          "--erase", "--json", timeout=120).json
        check((result["bytes"], result["verified"], result["online"]) ==
              (len(IMAGE), True, True), result)
        case.ok("backup", "a", case.path("part"), "--offset", "0x2000",
                "--size", "0x1800")
        check(case.get("part") == b"\xff" * 4096 + IMAGE[:2048], "a part")
        case.refused("No such file", "cat", "a:/kept")
        case.ok("flash", "a", case.path("all"), "--offset", "0", timeout=120)
        check(case.ok("cat", "a:/kept") == "kept", "files are back")


def what_goes_wrong_is_explained():
    with Case() as case:
        case.begin()
        image = case.put("image", IMAGE)
        case.refused("not inside a flash", "flash", "a", image, "--offset",
                     "0x3f000")
        wait_until(lambda: case.board("a")["online"], "back after a refusal")
        case.refused("multiple of 4096", "flash", "a", image, "--offset", "7")
        case.refused("baud must be", "flash", "a", image, "--baud", "1234")
        case.refused("not a number", "flash", "a", image, "--offset", "x",
                     status=2)
        case.refused("No such file", "flash", "a", case.path("nothing"))
        case.refused("is there and no file", "backup", "a", "/dev/full")
        os.symlink("/dev/full", case.path("full.part"))
        case.refused("No space left", "backup", "a", case.path("full"))
        wait_until(lambda: case.board("a")["online"], "back after that")
        check(not os.path.lexists(case.path("full.part")), "nothing is left")


def an_esp8266_without_compression_or_hash():
    """Its loader erases more than it is asked for, which is allowed for."""
    image = b"\xe9\x01\x02\x10" + IMAGE[:20001]
    part = os.urandom(5001)
    with Case() as case:
        case.begin("--profile", "esp8266")
        for wrong, why in ((b"\x01" + IMAGE, "first byte"),
                           (b"\xe9\x01\x02\x40" + IMAGE, "larger flash")):
            case.refused(why, "flash", "a", case.put("wrong", wrong))
            case.wait_online("a")
        out = case.ok("flash", "a", case.put("image", image), timeout=120)
        check("wrote" in out and "verified" in out, out)
        case.wait_online("a")
        want = image + b"\xff" * (-len(image) % 4096)
        check(want in case.get("a.flash"), "the image")
        case.ok("flash", "a", case.put("part", part), "--offset", "0x2000",
                timeout=120)
        want = image[:0x2000] + part + b"\xff" * (-len(part) % 4096) + \
            want[0x4000:]
        check(want in case.get("a.flash"), "its neighbours")
        # Read word by word, and once more: it can neither read nor hash.
        out = case.ok("backup", "a", case.path("some"), "--offset", "0x1000",
                      "--size", "0x2345", timeout=120)
        check("verified" in out, out)
        check(case.get("some") == want[0x1000:0x3345], "a backup")


def a_chip_without_an_agent_is_named_by_its_port():
    with Case() as case:
        case.start_gateway()
        case.start_board("a", "--id", "chip-1", *SMALL, "--boot-mode",
                         "download")
        port = "port:" + case.path("ttya")
        wait_until(lambda: [
            there for there in case.ctl("gw", "info", "--json").json["ports"]
            if there["path"] == case.path("ttya") and
            there["state"] in ("open", "no_agent")], "the port")
        case.refused("no board", "flash", "port:/dev/none",
                     case.put("image", IMAGE))
        out = case.ok("flash", port, case.put("image", IMAGE), timeout=120)
        check("verified" in out, out)
        # The chip starts its firmware now.
        wait_until(lambda: [b for b in case.found() if b["id"] == "chip-1"],
                   "an agent answers")


def backup_that_breaks_off(case, target, after):
    """Starts one and pulls the board out when so many bytes are here."""
    part = case.path("all.part")
    case.start("backup", case.program("upyctl"), "--socket",
               case.path("run", "control.sock"), "backup", target,
               case.path("all"))
    backup = case.processes["backup"]
    wait_until(lambda: backup.poll() is not None or (
        os.path.exists(part) and os.path.getsize(part) >= after), "it reads")
    case.kill("a")
    check(backup.wait(60) in (1, 3), "the backup fails")
    check("broke off" in case.log("backup"), case.log("backup"))
    check(not os.path.exists(case.path("all")), "no file is there")
    return os.path.getsize(part)


def unplugged_in_the_middle():
    with Case() as case:
        case.begin()
        kept = [backup_that_breaks_off(case, "a", 1)]
        case.start_board("a", "--id", "chip-1", *SMALL)
        case.wait_online("a")
        kept.append(backup_that_breaks_off(case, "a", CHIP // 2))
        check("are kept" in case.log("backup"), case.log("backup"))
        check(kept == sorted(kept), kept)
        case.start_board("a", "--id", "chip-1", *SMALL)
        case.wait_online("a")
        result = case.ctl("backup", "a", case.path("all"), "--json",
                          timeout=120).json
        # All but the sectors that the board's starts have written.
        check(result["resumed_from"] >= CHIP // 4 and
              result["bytes"] == CHIP, result)
        case.wait_online("a")
        case.ok("backup", "a", case.path("whole"), timeout=120)
        one, other = case.get("all"), case.get("whole")
        changed = [at for at in range(0, CHIP, 4096)
                   if one[at:at + 4096] != other[at:at + 4096]]
        check(len(one) == len(other) and len(changed) <= 6,
              f"more than a start writes: {changed}")
        check(not os.path.exists(case.path("all.part")), "nothing else")
        # The image in the flash is another one now.
        with open(case.path("all"), "rb") as whole:
            case.put("all.part", whole.read()[:CHIP // 2])
        os.unlink(case.path("all"))
        case.ok("flash", "a", case.put("image", IMAGE))
        case.wait_online("a")
        result = case.ctl("backup", "a", case.path("all"), "--json",
                          timeout=120).json
        check(0 < result["resumed_from"] < CHIP // 2, result)
        check(case.get("all")[0x1000:0x1000 + len(IMAGE)] == IMAGE, "new")


def a_port_without_an_agent_is_backed_up():
    with Case() as case:
        case.start_gateway()
        port = "port:" + case.path("ttya")

        def plug_in():
            case.start_board("a", "--id", "chip-1", *SMALL, "--boot-mode",
                             "download")
            wait_until(lambda: [
                there for there in
                case.ctl("gw", "info", "--json").json["ports"]
                if there["path"] == case.path("ttya") and
                there["state"] in ("open", "no_agent")], "the port")

        plug_in()
        backup_that_breaks_off(case, port, CHIP // 4)
        wait_until(lambda: not [
            there for there in case.ctl("gw", "info", "--json").json["ports"]
            if there["state"] in ("open", "no_agent")], "the port is gone")
        plug_in()
        result = case.ctl("backup", port, case.path("all"), "--json",
                          timeout=120).json
        check(result["resumed_from"] > 0 and result["bytes"] == CHIP, result)


def interrupted_by_its_user():
    with Case() as case:
        case.begin()
        case.start("backup", case.program("upyctl"), "--socket",
                   case.path("run", "control.sock"), "backup", "a",
                   case.path("all"))
        wait_until(lambda: "in its boot loader" in case.log("upyd"), "begun")
        case.processes["backup"].send_signal(signal.SIGKILL)
        case.processes["backup"].wait(30)
        wait_until(lambda: case.board("a")["online"], "back by itself")
        check(case.ok("eval", "a", "6*7") == "42\n", "and runs")


if __name__ == "__main__":
    sys.exit(run(written_read_and_back, what_goes_wrong_is_explained,
                 an_esp8266_without_compression_or_hash,
                 a_chip_without_an_agent_is_named_by_its_port,
                 unplugged_in_the_middle,
                 a_port_without_an_agent_is_backed_up,
                 interrupted_by_its_user))
