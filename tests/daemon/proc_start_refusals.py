#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What keeps upyd from starting: the message, and the exit code."""
import os
import signal
import subprocess
import sys

from daemon_rig import check, run, wait_until


def upyd(rig, *options, config=None):
    if config is not None:
        with open(rig.path("upyd.conf"), "w", encoding="utf-8") as stream:
            stream.write(config)
    return subprocess.run(
        [rig.program("upyd"), *options], stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60,
        check=False, encoding="utf-8")


def unknown_key_is_told_with_its_line(rig):
    path = rig.path("upyd.conf")
    result = upyd(rig, "--foreground", "-c", path,
                  config="[serial]\nspeed = 1\n")
    check(result.returncode == 2, f"exit code {result.returncode}")
    check(result.stderr == f'{path}:2: unknown key "speed" in [serial]\n',
          result.stderr)
    check(not os.path.exists(rig.path("state")), "no directory was made")


def configuration_can_be_checked(rig):
    path = rig.path("upyd.conf")
    result = upyd(rig, "-n", "-c", path, config="[log]\nlevel = debug\n")
    check((result.returncode, result.stdout) == (0, f"{path}: ok\n"),
          f"{result}")
    result = upyd(rig, "-n", "-c", path, config="[log]\nlevel = x\n")
    check(result.returncode == 2, f"{result}")
    result = upyd(rig, "-n", "-c", rig.path("none.conf"))
    check(result.returncode == 2 and "No such file" in result.stderr,
          f"{result}")


def wrong_options_are_refused(rig):
    check(upyd(rig, "--nonsense").returncode == 2, "unknown option")
    check(upyd(rig, "word").returncode == 2, "unexpected argument")
    check(upyd(rig, "--process", "link").returncode == 2, "internal option")
    result = upyd(rig, "--version")
    check(result.returncode == 0 and result.stdout.startswith("upyd "),
          f"{result}")


def second_upyd_is_refused(rig):
    rig.start_gateway()
    pid = rig.processes["upyd"].pid
    result = upyd(rig, *rig.gateway_command()[1:])
    check(result.returncode == 1, f"exit code {result.returncode}")
    check(f"state directory {rig.path('state')} is in use by upyd pid {pid}"
          in result.stderr, result.stderr)
    check(rig.get("/v1/gw") is not None, "the first one still answers")


def second_runtime_directory_is_refused(rig):
    rig.start_gateway()
    command = rig.gateway_command()
    command[command.index("--state-dir") + 1] = rig.path("other")
    result = upyd(rig, *command[1:])
    check(result.returncode == 1 and
          "control.sock is in use by another upyd" in result.stderr,
          f"{result}")
    check(rig.get("/v1/gw") is not None, "the first one still answers")


def taken_address_is_told(rig):
    rig.start_gateway()
    address = rig.http
    path = rig.path("second.conf")
    with open(path, "w", encoding="utf-8") as stream:
        stream.write(f"[http]\nlisten = {address}\n[tcp]\nlisten = none\n")
    result = upyd(rig, "--foreground", "-c", path, "--state-dir",
                  rig.path("s2"), "--runtime-dir", rig.path("r2"))
    check(result.returncode == 1 and
          f"cannot listen on {address} for HTTP: Address already in use"
          in result.stderr, f"{result}")


def stop_is_clean_and_quick(rig):
    for signo in (signal.SIGTERM, signal.SIGINT):
        rig.start_gateway()
        status = rig.stop("upyd", signo, timeout=20)
        check(status == 0, f"exit code {status}\n{rig.log('upyd')}")
        check(os.listdir(rig.path("run")) == [], "runtime directory is empty")
        check("killed" not in rig.log("upyd"), rig.log("upyd"))


def killed_upyd_can_be_started_again(rig):
    rig.start_gateway()
    children = [p["pid"] for p in rig.all_processes()]
    rig.kill("upyd")
    rig.start_gateway()
    for pid in children:
        wait_until(lambda pid=pid: not os.path.exists(f"/proc/{pid}"),
                   f"old process {pid} is gone")


if __name__ == "__main__":
    sys.exit(run(unknown_key_is_told_with_its_line,
                 configuration_can_be_checked, wrong_options_are_refused,
                 second_upyd_is_refused, second_runtime_directory_is_refused,
                 taken_address_is_told, stop_is_clean_and_quick,
                 killed_upyd_can_be_started_again))
