#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What goes wrong in the field: a clear message, the right exit code,
nothing lost."""
import os
import pty
import random
import signal
import subprocess
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "lib"))
from rig import Rig, check, run, wait_until  # noqa: E402


def an_unknown_config_key():
    with Rig() as rig:
        conf = rig.write_config("\n[serial]\nspeeed = 9600\n")
        result = subprocess.run(
            rig.gateway_command(), stderr=subprocess.PIPE, check=False)
        text = result.stderr.decode()
        check(result.returncode == 2, f"{result.returncode}: {text}")
        check("speeed" in text and conf in text, text)


def a_second_upyd():
    with Rig() as rig:
        rig.start_gateway()
        result = subprocess.run(
            rig.gateway_command(), stderr=subprocess.PIPE, check=False)
        text = result.stderr.decode()
        check(result.returncode == 1, f"{result.returncode}: {text}")
        check(str(rig.processes["upyd"].pid) in text and "in use" in text,
              text)
        check(rig.ctl("gw", "info").status == 0, "the first one goes on")


def no_daemon():
    with Rig() as rig:
        error = rig.fails(8, "ls")
        check("control.sock" in error, error)


def no_such_board():
    with Rig() as rig:
        rig.start_gateway()
        error = rig.fails(4, "exec", "nobody", "print(1)")
        check("nobody" in error, error)
        rig.fails(2, "exec")
        rig.fails(2, "nonsense")


def garbage_on_the_line():
    """A board whose line carries noise between and inside frames."""
    with Rig() as rig:
        rig.start_gateway()
        rig.start_board("real")
        rig.adopt("real")
        master, slave = pty.openpty()
        os.symlink(os.ttyname(slave), rig.path("ttynoise"))
        noise = random.Random(7)
        halt = threading.Event()

        def talk():
            while not halt.wait(0.005):
                kind = noise.randrange(4)
                junk = noise.randbytes(noise.randrange(1, 200))
                if kind == 1:
                    junk = b"\x00\xfe" + junk
                elif kind == 2:
                    junk = b"\x00\xfe" + junk + b"\x00"
                try:
                    os.write(master, junk)
                except OSError:
                    return

        def drain():
            while not halt.is_set():
                try:
                    os.read(master, 4096)
                except OSError:
                    return
        threads = [threading.Thread(target=t, daemon=True)
                   for t in (talk, drain)]
        for thread in threads:
            thread.start()
        for i in range(20):
            check(rig.ok("exec", "real", f"print({i})") == f"{i}\n",
                  "the real board works beside the noise")
        halt.set()
        check(rig.processes["upyd"].poll() is None, "upyd lives")
        restarts = [p["restarts"] for p in
                    rig.ctl("gw", "info", "--json").json["processes"]]
        check(set(restarts) == {0}, f"restarts: {restarts}")
        os.close(slave)
        os.unlink(rig.path("ttynoise"))


def a_board_dies_in_a_transfer():
    with Rig() as rig:
        rig.start_gateway()
        rig.start_board("a", "--size", "4M")
        rig.adopt("a")
        data = os.urandom(1500000)
        local = rig.path("big.bin")
        with open(local, "wb") as stream:
            stream.write(data)
        rig.ok("exec", "a",
               "with open('big.bin', 'w') as f: f.write('old')")
        copy = subprocess.Popen(
            [rig.program("upyctl"), "cp", local, "a:/big.bin"],
            env=dict(os.environ, UPY_SOCKET=rig.path("run", "control.sock")),
            stderr=subprocess.PIPE)
        partial = rig.path("a.flash")
        changed = os.stat(partial).st_mtime_ns
        wait_until(lambda: os.stat(partial).st_mtime_ns != changed,
                   "the board writes")
        rig.kill("a")
        status = copy.wait(60)
        text = copy.stderr.read().decode()
        copy.stderr.close()
        rig.start_board("a", "--size", "4M")
        rig.wait_online("a")
        content = rig.ctl("cat", "a:/big.bin").raw
        if status == 0:
            check(content == data, "copied before the kill: all of it")
        else:
            check(status in (1, 3), f"{status}: {text}")
            check(content == b"old", "the old file is untouched")
        rig.ok("cp", local, "a:/big.bin")
        check(rig.ctl("cat", "a:/big.bin").raw == data, "copied again")


def two_boards_with_one_id():
    with Rig() as rig:
        rig.start_gateway()
        rig.start_board("one", "--id", "aaaabbbbccccdddd0001")
        rig.adopt("one")
        rig.start_board("two", "--id", "aaaabbbbccccdddd0001")
        found = wait_until(
            lambda: [b for b in rig.ctl("ls", "-a", "--json").json
                     if b.get("conflict") or b["state"] == "conflict" or
                     "same id" in (b.get("why") or "")] or
            ("same id" in rig.log("upyd") and [None]),
            "the conflict is told")
        check(found, "conflict")
        check(rig.ok("exec", "one", "print('first')") == "first\n",
              "the first one stays usable")
        text = rig.log("upyd")
        check("ttyone" in text and "ttytwo" in text,
              "the log names both ports")


def the_boards_disk_fills():
    with Rig() as rig:
        rig.start_gateway()
        rig.start_board("a", "--size", "256K")
        rig.adopt("a")
        rig.ok("exec", "a",
               "with open('keep.txt', 'w') as f: f.write('keep')")
        big = rig.path("big.bin")
        with open(big, "wb") as stream:
            stream.write(os.urandom(600000))
        error = rig.fails(1, "cp", big, "a:/big.bin")
        check("space" in error.lower(), error)
        check(rig.ok("cat", "a:/keep.txt") == "keep", "nothing lost")
        rig.fails(1, "cat", "a:/big.bin")
        rig.ok("exec", "a",
               "with open('more.txt', 'w') as f: f.write('more')")
        check(rig.ok("cat", "a:/more.txt") == "more", "room for more")


def the_gateways_disk_fills():
    """Rows are refused with a clear error; what was saved stays."""
    if os.geteuid() != 0:
        return
    with Rig() as rig:
        os.mkdir(rig.path("state"))
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=512k",
                           "tmpfs", rig.path("state")],
                          check=False).returncode != 0:
            print("# no mount here: skipped")
            return
        try:
            rig.start_gateway()
            rig.start_board("a")
            rig.adopt("a")
            ballast = os.open(rig.path("state", "ballast"),
                              os.O_WRONLY | os.O_CREAT)
            try:
                while os.write(ballast, b"x" * 4096):
                    pass
            except OSError:
                pass
            os.close(ballast)
            result = rig.ctl("board", "rename", "a", "renamed")
            if result.status != 0:
                check("disk" in result.err or "space" in result.err or
                      "full" in result.err, repr(result))
            name = "renamed" if result.status == 0 else "a"
            check(rig.ok("exec", name, "print(1)") == "1\n",
                  "boards stay usable")
            os.unlink(rig.path("state", "ballast"))
            rig.ok("board", "rename", name, "after")
            rig.kill("upyd")
            rig.start_gateway()
            rig.wait_online("after")
        finally:
            if "upyd" in rig.processes:
                rig.stop("upyd")
            subprocess.run(["umount", "-l", rig.path("state")], check=False)


def a_port_vanishes():
    with Rig() as rig:
        rig.start_gateway()
        rig.start_board("a")
        rig.adopt("a")
        rig.stop("a")
        board = rig.wait_online("a", online=False)
        check(board["why"], "offline says why")
        error = rig.fails(3, "exec", "a", "print(1)")
        check("vanished" in error, error)
        rig.start_board("a")
        rig.wait_online("a")
        check(rig.ok("exec", "a", "print('back')") == "back\n", "back")


def a_silent_board():
    """It stops answering while its port stays: three beats, then offline."""
    with Rig() as rig:
        rig.start_gateway()
        rig.start_board("a")
        rig.adopt("a")
        rig.processes["a"].send_signal(signal.SIGSTOP)
        board = rig.wait_online("a", online=False)
        check("heartbeat" in board["why"], board["why"])
        rig.processes["a"].send_signal(signal.SIGCONT)
        rig.wait_online("a")


def the_broker_is_down_at_start():
    with Rig() as rig:
        rig.start_broker()
        rig.stop("mosquitto")
        rig.start_gateway()
        rig.start_board("a")
        identity = rig.adopt("a")
        info = rig.ctl("gw", "info", "--json").json["mqtt"]
        check(not info["connected"], str(info))
        for _ in range(2):
            rig.start_broker()
            topic = f"upyd/test/b/{identity}/status"
            wait_until(lambda: rig.subscribe_one(topic, 2) == "online",
                       "the state is published")
            rig.stop("mosquitto")
            check(rig.ok("exec", "a", "print(1)") == "1\n",
                  "boards do not care")


def upyd_is_killed():
    with Rig() as rig:
        rig.start_gateway()
        rig.start_board("a")
        rig.start_board("c", tcp=True)
        identity = rig.adopt("a")
        rig.adopt("c")
        rig.ok("board", "tag", "a", "lab", "north")
        rig.tcp_listen = rig.tcp
        for _ in range(3):
            rig.ok("board", "rename", "a", "renamed")
            rig.kill("upyd")
            rig.start_gateway()
            board = rig.wait_online("renamed")
            check(board["id"] == identity and
                  sorted(board["tags"]) == ["lab", "north"], str(board))
            rig.ok("board", "rename", "renamed", "a")
        check(rig.ok("exec", "a", "print('back')") == "back\n", "re-attached")
        rig.wait_online("c")


def children_are_killed():
    """Any process but the parent may crash: it comes back by itself."""
    with Rig() as rig:
        rig.start_broker()
        rig.start_gateway()
        rig.start_board("a")
        rig.adopt("a")
        for name in ("web", "mqtt", "store", "link", "fleet"):
            pid = {p["name"]: p["pid"] for p in rig.ctl(
                "gw", "info", "--json").json["processes"]}[name]
            os.kill(pid, signal.SIGKILL)
            wait_until(
                lambda: rig.ctl("exec", "a", "print(1)").out == "1\n",
                f"exec works again after {name} was killed")
        check(rig.stop("upyd") == 0, "clean stop")


run(an_unknown_config_key, a_second_upyd, no_daemon, no_such_board,
    garbage_on_the_line, a_board_dies_in_a_transfer, two_boards_with_one_id,
    the_boards_disk_fills, the_gateways_disk_fills, a_port_vanishes,
    a_silent_board, the_broker_is_down_at_start, upyd_is_killed,
    children_are_killed)
