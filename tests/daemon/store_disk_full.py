#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The disk of the state directory fills: a clear answer, nothing that was
acknowledged is lost, the daemon lives, and goes on when there is room."""
import os
import subprocess
import sys

from gateway import SKIP, Gateway, check, expect, run


class SmallDisk:
    """A file system of 1 MiB at path."""

    def __init__(self, path):
        self.path = path
        os.makedirs(path)
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none",
                        path], check=True, stderr=subprocess.DEVNULL)

    def fill(self):
        ballast = os.open(os.path.join(self.path, "ballast"),
                          os.O_WRONLY | os.O_CREAT)
        try:
            while True:
                os.write(ballast, b"x" * 4096)
        except OSError:
            os.close(ballast)

    def empty(self):
        os.unlink(os.path.join(self.path, "ballast"))

    def __enter__(self):
        return self

    def __exit__(self, *error):
        subprocess.run(["umount", "-l", self.path], check=False)


def full_disk_is_told_and_survived():
    with Gateway() as gateway, SmallDisk(gateway.path("state")) as disk:
        gateway.start_gateway()
        gateway.adopted("aa11", "one")
        gateway.adopted("bb22", "two")
        disk.fill()
        saved = {"aa11": "one", "bb22": "two"}
        failures = 0
        for n in range(200):
            name = f"{'n' * 20}-{n}"
            status, body = gateway.api.post("/v1/boards/aa11/rename",
                                            {"name": name})
            if status == 200:
                saved["aa11"] = name
                continue
            failures += 1
            expect((status, body), 507, "no_space")
            check("no space left" in body["error"]["message"], body)
        check(failures > 0, "the disk did not fill")
        check(gateway.board("aa11")["name"] == saved["aa11"],
              "what was not saved is shown")
        check(gateway.api.execute("bb22", "print x")[0] == b"x",
              "boards work on")
        expect(gateway.api.post("/v1/boards/bb22/adopt"), 200)
        doctor = expect(gateway.api.get("/v1/gw/doctor"), 200)
        disk_check = [c for c in doctor["checks"]
                      if c["name"] == "disk space"][0]
        check(disk_check["level"] == "fail" and not doctor["ok"], doctor)
        disk.empty()
        expect(gateway.api.post("/v1/boards/bb22/rename",
                                {"name": "later"}), 200)
        gateway.kill("upyd")
        gateway.start_gateway()
        boards = gateway.boards()
        check(boards["aa11"]["name"] == saved["aa11"], boards)
        check(boards["bb22"]["name"] == "later", boards)


def can_mount():
    try:
        with SmallDisk(os.path.join("/tmp", f"upyd-disk-{os.getpid()}")):
            pass
        os.rmdir(f"/tmp/upyd-disk-{os.getpid()}")
        return True
    except (OSError, subprocess.CalledProcessError):
        return False


if __name__ == "__main__":
    if not can_mount():
        # The library level of this is in store_rows_test.
        print("1..0 # SKIP cannot mount a small file system here")
        sys.exit(SKIP)
    run(full_disk_is_told_and_survived)
