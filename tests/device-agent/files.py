#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Files: both ways, listings, what is refused, cuts in the middle."""
import hashlib
import random
import sys

import board
from board import Board, check, equal, up1

ENOENT, EEXIST, ENOTDIR, EISDIR, EINVAL = 0x402, 0x411, 0x414, 0x415, 0x416
ENOSPC, ENAMETOOLONG, ENOTEMPTY, EBUSY = 0x41c, 0x424, 0x427, 0x410


def some_bytes(size, seed=1):
    return random.Random(seed).randbytes(size)


def names(gateway, path="/"):
    found = []
    cursor = 0
    while True:
        status, page = gateway.call("FS_LIST", {0: path, 1: cursor})
        equal(status, 0, f"FS_LIST {path}")
        found += [entry[0] for entry in page[0]]
        cursor = page[1]
        if cursor == 0:
            return found


def test_put_and_get():
    with Board() as b:
        gateway = b.attach()
        for size in (0, 1, 511, 4096, 100000):
            data = some_bytes(size, size)
            equal(gateway.put(f"/f{size}", data)[0], 0, f"put {size}")
            equal(gateway.get(f"/f{size}"), (0, data), f"get {size}")
            status, stat = gateway.call("FS_STAT", {0: f"/f{size}"})
            equal([status, stat[0], stat[1]], [0, 1, size], "FS_STAT")
            check(stat[2] > 1600000000, f"mtime {stat[2]}")
            status, found = gateway.call("FS_HASH", {0: f"/f{size}"})
            equal([status, found[0], found[1]],
                  [0, hashlib.sha256(data).digest(), size], "FS_HASH")


def test_put_over_tcp():
    server = up1.listen()
    with Board(serial=False,
               links=["127.0.0.1:%d" % server.getsockname()[1]]):
        gateway = up1.Gateway(up1.accept(server), mtu=2048, window=16384)
        gateway.hello()
        data = some_bytes(300000)
        equal(gateway.put("/big", data)[0], 0, "put")
        equal(gateway.get("/big"), (0, data), "get")
        gateway.line.close()
    server.close()


def test_put_replaces():
    with Board() as b:
        gateway = b.attach()
        equal(gateway.put("/a", b"first")[0], 0, "put")
        equal(gateway.put("/a", b"second, longer")[0], 0, "put again")
        equal(gateway.get("/a"), (0, b"second, longer"), "get")
        equal(names(gateway), ["a"], "nothing else is left")


def test_directories():
    with Board() as b:
        gateway = b.attach()
        equal(gateway.call("FS_MKDIR", {0: "/d"})[0], 0, "mkdir")
        equal(gateway.call("FS_MKDIR", {0: "/d"})[0], EEXIST, "again")
        equal(gateway.call("FS_MKDIR", {0: "/x/y"})[0], ENOENT, "no parent")
        equal(gateway.put("/d/one", b"1")[0], 0, "put")
        equal(gateway.call("FS_REMOVE", {0: "/d"})[0], ENOTEMPTY, "not empty")
        equal(gateway.call("FS_RENAME", {0: "/d/one", 1: "/two"})[0], 0,
              "rename")
        equal(gateway.call("FS_REMOVE", {0: "/d"})[0], 0, "rmdir")
        equal(names(gateway), ["two"], "names")
        equal(gateway.call("FS_REMOVE", {0: "/two"})[0], 0, "remove")
        equal(gateway.call("FS_REMOVE", {0: "/two"})[0], ENOENT, "again")
        equal(names(gateway), [], "names")


def test_long_listing_has_pages():
    with Board() as b:
        gateway = b.attach()
        want = [f"file-with-a-rather-long-name-{i:03d}" for i in range(60)]
        for name in want:
            equal(gateway.put("/" + name, b"")[0], 0, name)
        equal(sorted(names(gateway)), want, "names")


def test_space():
    with Board("--size", "256K") as b:
        gateway = b.attach()
        _, before = gateway.call("FS_DF")
        equal(before[2], 4096, "block")
        check(before[0] <= 256 * 1024 and before[1] > 128 * 1024, f"{before}")
        equal(gateway.put("/big", some_bytes(before[1] + 5000))[0], ENOSPC,
              "too big")
        equal(gateway.put("/a", some_bytes(100000))[0], 0, "put")
        _, after = gateway.call("FS_DF")
        check(90000 < before[1] - after[1] < 120000, f"{before} {after}")
        equal(gateway.put("/b", some_bytes(90000, 2))[0] in (0, ENOSPC), True,
              "second")
        equal(gateway.get("/a"), (0, some_bytes(100000)), "kept")


def test_refusals():
    with Board() as b:
        gateway = b.attach()
        equal(gateway.get("/no")[0], ENOENT, "get")
        gateway.call("FS_MKDIR", {0: "/d"})
        equal(gateway.get("/d")[0], EISDIR, "get of a directory")
        equal(gateway.put("/d", b"x")[0], EISDIR, "put over a directory")
        equal(gateway.put("/no/x", b"x")[0], ENOENT, "put, no parent")
        equal(gateway.call("FS_RENAME", {0: "/d", 1: "/d/e"})[0], EINVAL,
              "into itself")
        equal(gateway.call("FS_REMOVE", {0: "/"})[0], EBUSY, "the root")
        equal(gateway.call("FS_STAT", {0: "/" + "x" * 200})[0], 3,
              "long path")
        equal(gateway.call("FS_LIST", {0: "/no"})[0], ENOENT, "list")


def test_hidden_names():
    with Board() as b:
        gateway = b.attach()
        status, _ = gateway.put("/half", some_bytes(60000), stop_at=40000)
        equal(status, None, "half a put")
        equal(names(gateway), [], "the staged part is not listed")
        for path in ("/.~staging", "/.~staging/x", "/a/../.~staging"):
            equal(gateway.call("FS_STAT", {0: path})[0], ENOENT, path)
            equal(gateway.call("FS_LIST", {0: path})[0], ENOENT, path)
            equal(gateway.call("FS_REMOVE", {0: path})[0], ENOENT, path)
        equal(gateway.put("/.~mine", b"x")[0], ENOENT, "put")


def test_wrong_hash_is_refused():
    with Board() as b:
        gateway = b.attach()
        equal(gateway.put("/a", b"old")[0], 0, "put")
        transfer = up1.Transfer(gateway, up1.PUT, some_bytes(9000))
        transfer.sha256 = bytes(32)
        equal(transfer.open("/a", up1.FILE, False, 20), 0, "OPEN")
        transfer.push()
        gateway.wait(lambda: transfer.acked >= 9000, "bytes")
        equal(transfer.fin(20), 15, "DATA_LOSS")
        equal(gateway.get("/a"), (0, b"old"), "the old file is there")


def test_resume_after_power_cut():
    data = some_bytes(200000)
    with Board() as b:
        gateway = b.attach()
        equal(gateway.put("/a", b"old")[0], 0, "put")
        gateway.put("/a", data, stop_at=120000)
        b.kill()
        b.start()
        gateway = b.attach()
        equal(gateway.get("/a"), (0, b"old"), "the old file is whole")
        status, transfer = gateway.put("/a", data)
        equal(status, 0, "second put")
        check(transfer.resumed >= 120000 - 16384 - 4096 and
              transfer.resumed <= 120000, f"resumed at {transfer.resumed}")
        equal(gateway.get("/a"), (0, data), "get")


def test_resume_on_another_line():
    """The gateway goes away in the middle; the next one goes on."""
    data = some_bytes(150000)
    with Board() as b:
        gateway = b.attach()
        gateway.put("/a", data, stop_at=100000)
        again = b.attach()
        status, transfer = again.put("/a", data)
        equal(status, 0, "put")
        check(transfer.resumed > 80000, f"resumed at {transfer.resumed}")
        equal(again.get("/a"), (0, data), "get")


def test_other_content_does_not_resume():
    with Board() as b:
        gateway = b.attach()
        gateway.put("/a", some_bytes(100000, 1), stop_at=60000)
        status, transfer = gateway.put("/a", some_bytes(100000, 2))
        equal([status, transfer.resumed], [0, 0], "fresh put")
        equal(gateway.get("/a"), (0, some_bytes(100000, 2)), "get")


def test_acknowledged_files_survive_kill():
    with Board() as b:
        for i in range(5):
            gateway = b.attach()
            data = some_bytes(20000 + i, i)
            equal(gateway.put(f"/f{i}", data)[0], 0, "put")
            equal(gateway.call("FS_RENAME", {0: f"/f{i}", 1: f"/g{i}"})[0], 0,
                  "rename")
            b.kill()
            b.start()
        gateway = b.attach()
        for i in range(5):
            equal(gateway.get(f"/g{i}"), (0, some_bytes(20000 + i, i)),
                  f"file {i}")


def test_replacing_while_reading():
    """A reader never gets a mixture."""
    old, new = some_bytes(120000, 1), some_bytes(120000, 2)
    with Board() as b:
        gateway = b.attach(window=2048)
        equal(gateway.put("/a", old)[0], 0, "put")
        reader = up1.Transfer(gateway, up1.GET, b"")
        equal(reader.open("/a", up1.FILE, False, 20), 0, "OPEN")
        gateway.wait(lambda: len(reader.data) > 2048, "first bytes")
        reader.credit = lambda reason=0: None
        equal(gateway.put("/a", new)[0], 0, "put meanwhile")
        del reader.credit
        reader.credit()
        gateway.wait(lambda: reader.status is not None or
                     len(reader.data) >= reader.size, "the reader's end")
        equal(reader.status, 10, "the old reader is told to start again")
        equal(gateway.get("/a"), (0, new), "get")


def test_lossy_line():
    data = some_bytes(60000)
    with Board() as b:
        gateway = b.attach()
        chance = random.Random(3)
        gateway.drop = lambda packet: chance.random() < 0.05
        equal(gateway.put("/a", data)[0], 0, "put")
        equal(gateway.get("/a"), (0, data), "get")


if __name__ == "__main__":
    sys.exit(board.main(dict(globals())))
