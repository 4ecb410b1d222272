#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What each process has while upyd runs, and what systemd is told."""
import os
import pwd
import signal
import socket
import sys

from daemon_rig import check, run, wait_until


def status(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as stream:
        return dict(line.rstrip("\n").split(":\t", 1)
                    for line in stream if ":\t" in line)


def core_limit(pid):
    with open(f"/proc/{pid}/limits", encoding="ascii") as stream:
        return next(line.split()[4] for line in stream
                    if line.startswith("Max core file size"))


def expected_user(name):
    for user in (f"upyd-{name}", "upyd", "nobody"):
        try:
            return pwd.getpwnam(user).pw_uid
        except KeyError:
            continue
    return None


def children_are_confined(rig):
    rig.start_gateway()
    for process in rig.all_processes():
        name, facts = process["name"], status(process["pid"])
        check(facts["Seccomp"] == "2", f"{name}: no system call filter")
        check(facts["NoNewPrivs"] == "1", f"{name}: may gain privileges")
        check(int(facts["CapEff"], 16) == 0, f"{name}: has capabilities")
        check(core_limit(process["pid"]) == "0", f"{name}: dumps core")
        if os.geteuid() == 0:
            uids = set(facts["Uid"].split())
            check(uids == {str(expected_user(name))}, f"{name}: uid {uids}")
            check(facts["Groups"].strip() == "", f"{name}: extra groups")


def each_holds_only_its_descriptors(rig):
    rig.start_gateway()
    rig.fake_board("one", rig.path("ttyone"))
    rig.wait_board("one")
    allowed = {"link": ("/dev/pts/",), "store": (rig.path("state"),)}
    for process in rig.all_processes():
        base = f"/proc/{process['pid']}/fd"
        try:
            fds = os.listdir(base)
        except PermissionError:
            continue    # not even the same user may look
        for fd in fds:
            target = os.readlink(f"{base}/{fd}")
            if not target.startswith("/") or int(fd) <= 2 or \
                    target == rig.path("state", "lock"):
                continue
            check(target.startswith(allowed.get(process["name"], ("-",))),
                  f"{process['name']} holds {target}")


def service_manager_is_told(rig):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
        notify.bind(rig.path("notify"))
        notify.settimeout(0.05)
        told = []

        def heard(word):
            try:
                told.extend(notify.recv(4096).decode().split())
            except TimeoutError:
                pass
            return word in told

        os.environ["NOTIFY_SOCKET"] = rig.path("notify")
        os.environ["WATCHDOG_USEC"] = "900000"
        try:
            rig.start_gateway()
        finally:
            del os.environ["NOTIFY_SOCKET"], os.environ["WATCHDOG_USEC"]
        wait_until(lambda: heard("READY=1"), "READY")
        wait_until(lambda: heard("WATCHDOG=1"), "WATCHDOG")
        rig.processes["upyd"].send_signal(signal.SIGTERM)
        wait_until(lambda: heard("STOPPING=1"), "STOPPING")
        check(rig.processes["upyd"].wait(20) == 0, "clean end")


if __name__ == "__main__":
    sys.exit(run(children_are_confined, each_holds_only_its_descriptors,
                 service_manager_is_told))
