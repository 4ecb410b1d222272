#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""MQTT against a real mosquitto: states, a broker that is down or goes
away, commands, and that forgetting clears."""
import json
import os
import shutil
import signal
import subprocess
import sys

from gateway import SKIP, Gateway, check, expect, run, wait_until
from rig import free_port

PREFIX = "upyd/test/"


def connected(gateway):
    return gateway.api.get("/v1/gw")[1]["mqtt"]["connected"]


def wait_connected(gateway, wanted=True):
    wait_until(lambda: connected(gateway) == wanted,
               f"broker connected={wanted}")


def retained(gateway, topic):
    """The retained payload, or None."""
    result = subprocess.run(
        ["mosquitto_sub", "-h", "127.0.0.1", "-p", str(gateway.broker_port),
         "-t", PREFIX + topic, "-C", "1", "-W", "1"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    text = result.stdout.decode().strip()
    return text or None


def wait_retained(gateway, topic, condition, what):
    def holds():
        value = retained(gateway, topic)
        return condition(value) and (value or True)
    return wait_until(holds, f"{topic}: {what}")


def states_of_boards():
    with Gateway() as gateway:
        gateway.start_broker()
        gateway.start_gateway()
        wait_connected(gateway)
        wait_retained(gateway, "status", lambda v: v == "online", "online")
        gateway.adopted("aa11", "one")
        wait_retained(gateway, "b/aa11/status", lambda v: v == "online",
                      "online")
        info = json.loads(wait_retained(gateway, "b/aa11/info",
                                        lambda v: v, "there"))
        check(info["name"] == "one", info)
        conn = json.loads(retained(gateway, "b/aa11/conn"))
        check(conn["state"] == "ready" and conn["via"], conn)
        boards = json.loads(retained(gateway, "boards"))
        check([b["id"] for b in boards] == ["aa11"], boards)
        gateway.dial("bb22")
        gateway.wait_online("bb22")
        check(retained(gateway, "b/bb22/status") is None,
              "a board that is not adopted is not published")
        gateway.kill("aa11")
        wait_retained(gateway, "b/aa11/status", lambda v: v == "offline",
                      "offline")
        conn = json.loads(retained(gateway, "b/aa11/conn"))
        check(conn["state"] == "lost" and conn["why"], conn)
        gateway.stop("upyd")
        wait_retained(gateway, "status", lambda v: v == "offline",
                      "offline after a clean end")


def will_speaks_for_a_dead_gateway():
    with Gateway() as gateway:
        gateway.start_broker()
        gateway.start_gateway()
        wait_connected(gateway)
        wait_retained(gateway, "status", lambda v: v == "online", "online")
        pid = gateway.process_pid("mqtt")
        gateway.processes["upyd"].send_signal(signal.SIGSTOP)
        os.kill(pid, signal.SIGKILL)
        try:
            wait_retained(gateway, "status", lambda v: v == "offline",
                          "offline by the Will")
        finally:
            gateway.processes["upyd"].send_signal(signal.SIGCONT)
        wait_retained(gateway, "status", lambda v: v == "online",
                      "online again")


def broker_down_at_start_goes_and_returns():
    with Gateway() as gateway:
        gateway.broker_port = free_port()
        gateway.start_gateway()
        gateway.adopted("aa11", "one")
        info = gateway.api.get("/v1/gw")[1]["mqtt"]
        check(info["enabled"] and not info["connected"], info)
        wait_until(lambda: gateway.api.get("/v1/gw")[1]["mqtt"]["error"],
                   "the reason")
        check("broker" in gateway.log("upyd"), "a warning is logged")
        gateway.start_broker()
        wait_connected(gateway)
        wait_retained(gateway, "b/aa11/status", lambda v: v == "online",
                      "published late")
        gateway.stop("mosquitto")
        wait_connected(gateway, False)
        check(gateway.api.execute("one", "print x")[0] == b"x",
              "boards work without a broker")
        gateway.kill("aa11")
        gateway.wait_online("aa11", False)
        gateway.start_broker()  # it has no persistence: all is lost
        wait_connected(gateway)
        wait_retained(gateway, "b/aa11/status", lambda v: v == "offline",
                      "published anew")
        wait_retained(gateway, "status", lambda v: v == "online", "online")


def forgetting_clears():
    with Gateway() as gateway:
        gateway.start_broker()
        gateway.start_gateway()
        wait_connected(gateway)
        gateway.adopted("aa11", "one")
        gateway.adopted("bb22", "two")
        for board in ("aa11", "bb22"):
            wait_retained(gateway, f"b/{board}/status",
                          lambda v: v == "online", "online")
        expect(gateway.api.delete("/v1/boards/one"), 200)
        for leaf in ("status", "conn", "info"):
            wait_retained(gateway, f"b/aa11/{leaf}", lambda v: v is None,
                          "cleared")
        # Forgotten while mqtt cannot work: cleared when it can.
        gateway.processes["mosquitto"].send_signal(signal.SIGSTOP)
        expect(gateway.api.delete("/v1/boards/two"), 200)
        gateway.kill("upyd")
        gateway.processes["mosquitto"].send_signal(signal.SIGCONT)
        gateway.kill("aa11")
        gateway.kill("bb22")
        gateway.start_gateway()
        wait_connected(gateway)
        boards = wait_retained(gateway, "boards", lambda v: v == "[]",
                               "empty")
        check(boards == "[]", boards)


def commands_that_are_refused():
    with Gateway() as gateway:
        gateway.start_broker()
        gateway.publish(PREFIX + "b/aa11/set/p1", "1", "-r")
        gateway.start_gateway()
        wait_connected(gateway)
        wait_until(lambda: "must not be retained" in gateway.log("upyd"),
                   "the retained command is logged")
        gateway.publish(PREFIX + "b/nobody/set/p1", "1")
        wait_until(lambda: "no adopted board nobody" in gateway.log("upyd"),
                   "an unknown board is logged")
        gateway.adopted("aa11", "one")
        gateway.publish(PREFIX + "b/aa11/set/p1", "maybe")
        wait_until(lambda: "must be 0, 1, on or off" in gateway.log("upyd"),
                   "a bad value is logged")
        gateway.publish(PREFIX + "b/aa11/set", "no json")
        wait_until(lambda: "not a JSON object" in gateway.log("upyd"),
                   "a bad object is logged")
        gateway.publish(PREFIX + "b/aa11/set/a/b", "1")
        wait_until(lambda: "no such command" in gateway.log("upyd"),
                   "an unknown command is logged")
        expect(gateway.api.get("/v1/gw"), 200)


def password_from_its_file():
    with Gateway() as gateway:
        port = gateway.broker_port = free_port()
        users = gateway.path("users")
        subprocess.run(["mosquitto_passwd", "-b", "-c", users, "gw", "s3cret"],
                       check=True, stderr=subprocess.DEVNULL)
        os.chmod(users, 0o644)
        os.chmod(gateway.dir, 0o755)
        with open(gateway.path("closed.conf"), "w",
                  encoding="ascii") as stream:
            stream.write(f"listener {port} 127.0.0.1\n"
                         f"allow_anonymous false\npassword_file {users}\n")
        with open(gateway.path("password"), "w", encoding="ascii") as stream:
            stream.write("s3cret\n")
        gateway.start("mosquitto", shutil.which("mosquitto") or
                      "/usr/sbin/mosquitto", "-c",
                      gateway.path("closed.conf"))
        gateway.start_gateway("username = gw\npassword-file = "
                              f"{gateway.path('password')}\n")
        wait_connected(gateway)
        check("s3cret" not in gateway.log("upyd"), "the password is logged")


if __name__ == "__main__":
    if not (shutil.which("mosquitto") or
            os.path.exists("/usr/sbin/mosquitto")):
        print("1..0 # SKIP mosquitto is not installed")
        sys.exit(SKIP)
    run(states_of_boards, will_speaks_for_a_dead_gateway,
        broker_down_at_start_goes_and_returns, forgetting_clears,
        commands_that_are_refused, password_from_its_file)
