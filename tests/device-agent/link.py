#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The line: HELLO, INFO, damage, two links at once, dialling out."""
import os
import random
import struct
import subprocess
import sys
import time

import board
from board import Board, check, equal, up1


def test_hello_tells_who_the_board_is():
    with Board("--name", "bench", "--id", "unit-1") as b:
        peer = b.attach().peer
        equal(peer[7], "unit-1", "id")
        equal(peer[12], "bench", "name")
        equal(peer[13], "posix", "model")
        check(peer[8] != 0 and peer[3] >= 128, "boot id and MTU")


def test_board_says_hello_by_itself():
    with Board() as b:
        gateway = up1.Gateway(b.line())
        gateway.wait(lambda: gateway.peer is not None, "HELLO", 6)


def test_identity_survives_restart():
    with Board("--name", "keeps") as b:
        first = b.attach().peer
        equal(len(first[7]), 20, "length of an invented id")
        b.kill()
        b.options = ["--name", "other"]
        b.start()
        again = b.attach().peer
        equal(again[7], first[7], "id")
        equal(again[12], "keeps", "name")
        check(again[8] != first[8], "boot_id is new")


def test_info():
    with Board("--heap", "96K", "--size", "512K") as b:
        gateway = b.attach()
        status, info = gateway.call("INFO")
        equal(status, 0, "status")
        equal(info[0], gateway.peer[7], "id")
        equal(info[2], "posix", "model")
        equal(info[5], gateway.peer[8], "boot id")
        check(0 < info[8] <= info[7] <= 96 * 1024, f"heap {info}")
        check(0 < info[10] < info[9] <= 512 * 1024, f"files {info}")
        equal(info[11], "power-on", "reset cause")
        equal(info[14], "generic", "profile")
        equal(info[15], 21500, "temperature")
        b.control("temp -3.25")
        equal(gateway.call("INFO")[1][15], -3250, "temperature")


def test_name_set_is_remembered():
    with Board("--name", "one") as b:
        gateway = b.attach()
        equal(gateway.call("NAME_SET", {0: "two words"})[0], 3, "bad name")
        equal(gateway.call("NAME_SET", {0: "two"})[0], 0, "NAME_SET")
        equal(gateway.call("INFO")[1][1], "two", "name")
        b.kill()
        b.start()
        equal(b.attach().peer[12], "two", "name after kill -9")


def test_unknown_command_and_bad_arguments():
    with Board() as b:
        gateway = b.attach()
        status, _ = gateway.finish(gateway.start(0x0fff, b""))
        equal(status, 12, "unknown command")
        for body in (b"\xff", b"\xa1", b"\x80", b"\xa1\x00", b"\xa1\x61\x61\x00",
                     b"\xbf\xff", b"\xa0\xa0", b"\x1b" + b"\xff" * 8):
            status, _ = gateway.finish(
                gateway.start(up1.COMMANDS["FS_STAT"], body))
            equal(status, 3, f"arguments {body!r}")
        equal(gateway.call("FS_STAT", {0: 5})[0], 3, "wrong type")
        equal(gateway.call("PIN_GET", {0: "x" * 60})[0], 5, "no such pin")
        equal(gateway.call("INFO")[0], 0, "and it still answers")


def test_request_runs_once():
    with Board() as b:
        gateway = b.attach()
        ident = gateway.start(up1.COMMANDS["FS_MKDIR"], up1.cbor({0: "/d"}))
        call = gateway.open[ident]
        for _ in range(3):
            gateway.send(up1.REQ, *call[:3], call[4])
        equal(gateway.finish(ident)[0], 0, "first answer")
        gateway.send(up1.REQ, *call[:3], call[4])
        gateway.wait(lambda: ident in gateway.answers, "repeated answer")
        equal(gateway.answers.pop(ident)[0], 0, "repeated answer")


def test_garbage_and_half_frames():
    with Board() as b:
        gateway = b.attach()
        chance = random.Random(5)
        for _ in range(60):
            junk = bytes(chance.randrange(256)
                         for _ in range(chance.randrange(1, 400)))
            # Ctrl-C and Ctrl-D in junk are console input, and harmless.
            gateway.line.write(junk.replace(b"\x04", b"!"))
        # A frame cut in the middle, then a whole one.
        packet = struct.pack("<BBHI", 0x40 | up1.REQ << 3, 1, 9, 1)
        frame = b"\0\xfe" + up1.cobs_encode(
            packet + struct.pack("<I", up1.crc32c(packet))) + b"\0"
        gateway.line.write(frame[:len(frame) // 2])
        equal(gateway.call("INFO")[0], 0, "INFO after half a frame")
        # An endless frame, then silence, then a whole one.
        gateway.line.write(b"\0\xfe" + b"\x11" * 5000)
        equal(gateway.call("INFO")[0], 0, "INFO after an endless frame")
        # Wrong checksum.
        gateway.line.write(frame[:-3] + bytes([frame[-3] ^ 0x55]) + b"\0")
        equal(gateway.call("INFO")[0], 0, "INFO after a damaged frame")


def test_lost_packets_are_repeated():
    with Board() as b:
        gateway = b.attach()
        chance = random.Random(7)
        gateway.drop = lambda packet: chance.random() < 0.3
        for i in range(10):
            equal(gateway.call("FS_MKDIR", {0: f"/d{i}"})[0], 0, f"mkdir {i}")
        gateway.drop = lambda packet: False
        status, page = gateway.call("FS_LIST", {0: "/"})
        equal([status, len(page[0])], [0, 10], "directories made once")


def test_dials_out_and_comes_back():
    server = up1.listen()
    port = server.getsockname()[1]
    with Board(serial=False, links=[f"127.0.0.1:{port}"]) as b:
        gateway = up1.Gateway(up1.accept(server), mtu=2048)
        boot = gateway.hello()[8]
        equal(gateway.call("INFO")[0], 0, "INFO over TCP")
        gateway.line.close()
        again = up1.Gateway(up1.accept(server), mtu=2048)
        equal(again.hello()[8], boot, "the same boot")
        equal(again.call("INFO")[0], 0, "INFO after reconnecting")
        again.line.close()
    server.close()


def test_garbage_over_tcp():
    server = up1.listen()
    port = server.getsockname()[1]
    with Board(serial=False, links=[f"127.0.0.1:{port}"]):
        line = up1.accept(server)
        line.write(struct.pack("<H", 60000) + b"x" * 100)
        line.close()
        line = up1.accept(server)
        line.write(struct.pack("<H", 5) + b"short" + struct.pack("<H", 0))
        gateway = up1.Gateway(line)
        gateway.hello()
        equal(gateway.call("INFO")[0], 0, "INFO after nonsense")
        line.close()
    server.close()


def test_serial_and_tcp_at_once():
    server = up1.listen()
    port = server.getsockname()[1]
    with Board(links=[f"127.0.0.1:{port}"]) as b:
        over_tcp = up1.Gateway(up1.accept(server), mtu=2048)
        over_tcp.hello()
        over_serial = b.attach()
        equal(over_serial.peer[8], over_tcp.peer[8], "one board")
        equal(over_serial.call("FS_MKDIR", {0: "/seen"})[0], 0, "mkdir")
        equal(over_tcp.call("FS_STAT", {0: "/seen"})[1][0], 2, "type")
        over_tcp.line.close()
    server.close()


def test_telemetry():
    with Board() as b:
        gateway = b.attach()
        equal(gateway.call("TELEMETRY_SET", {0: 50})[0], 11, "too often")
        equal(gateway.call("TELEMETRY_SET", {0: 100})[0], 0, "set")
        first = gateway.wait_event("TELEMETRY")
        # Two may leave in one millisecond: at attach and when it is set.
        gateway.wait_event("TELEMETRY", lambda e: e[0] >= first[0] + 100)
        check(first[1] > 0 and first[2] > 0 and first[3] > 0, f"{first}")
        equal(first[4], 21500, "temperature")
        b.control("temp 30")
        gateway.wait_event("TELEMETRY", lambda e: e[4] == 30000)
        equal(gateway.call("TELEMETRY_SET", {0: 0})[0], 0, "off")
        gateway.events.clear()
        end = time.monotonic() + 0.5
        while time.monotonic() < end:
            gateway.pump(0.1)
        equal([e for e in gateway.events if e[0] == "TELEMETRY"], [], "off")


def test_log_channel():
    with Board() as b:
        gateway = b.attach()
        gateway.wait(lambda: b"files: made" in gateway.streams[up1.CH_LOG],
                     "the log of the start")


def test_clean_stop_removes_what_it_made():
    with Board() as b:
        b.attach()
        import signal
        equal(b.stop_process(signal.SIGTERM), 0, "status")
        check(not os.path.lexists(b.serial), "the serial link is gone")
        check(not os.path.exists(b.control_path), "the socket is gone")


def test_state_is_locked():
    with Board() as b:
        second = subprocess.run(
            [board.PROGRAM, "--state", b.state, "--serial",
             b.serial + "2"], capture_output=True, timeout=20, check=False)
        equal(second.returncode, 1, "status")
        check(b"in use by another board" in second.stderr, second.stderr)


def test_usage_errors():
    for options in (["--state", "/nonexistent/x"], [], ["--bad"],
                    ["--state", "x"], ["--state", "x", "--connect", "no"],
                    ["--state", "x", "--serial", "y", "--heap", "1"],
                    ["--state", "x", "--serial", "y", "--id", "No Good"],
                    ["--state", "x", "--serial", "y", "z"]):
        run = subprocess.run([board.PROGRAM] + options, capture_output=True,
                             timeout=20, check=False)
        equal(run.returncode, 2, f"status of {options}")
        check(run.stderr, f"message of {options}")
    run = subprocess.run([board.PROGRAM, "--state", "/nonexistent/x",
                          "--serial", "/nonexistent/y"],
                         capture_output=True, timeout=20, check=False)
    equal(run.returncode, 1, "no such directory")
    check(b"No such file" in run.stderr, run.stderr)


if __name__ == "__main__":
    sys.exit(board.main(dict(globals())))
