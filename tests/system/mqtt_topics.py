#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The topic tree with a real broker and the stock clients."""
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "lib"))
from rig import Rig, check, run, wait_until  # noqa: E402

rig = Rig()
ids = {}


def base(name):
    return f"upyd/test/b/{ids[name]}"


def led(name):
    return rig.ok("pin", name, "led").strip()


def states_are_retained():
    rig.start_broker()
    rig.start_gateway()
    rig.start_board("a")
    ids["a"] = rig.adopt("a")
    check(rig.subscribe_one("upyd/test/status") == "online", "gateway")
    check(rig.subscribe_one(base("a") + "/status") == "online", "status")
    info = json.loads(rig.subscribe_one(base("a") + "/info"))
    check(info["name"] == "a", str(info))
    conn = json.loads(rig.subscribe_one(base("a") + "/conn"))
    check(conn["via"].startswith("serial:"), str(conn))


def telemetry_flows():
    rig.ok("api", "POST", "/v1/boards/a/telemetry", "-d",
           '{"interval_ms": 200}')
    readings = json.loads(rig.subscribe_one(base("a") + "/tele"))
    check(any("heap" in key for key in readings), str(readings))


def set_switches_a_pin():
    rig.publish(base("a") + "/set/led", "on")
    wait_until(lambda: led("a") == "1", "the LED is on")
    check(rig.board_control("a", "get led").endswith("1"), "on the board")
    rig.publish(base("a") + "/set", '{"led": 0}')
    wait_until(lambda: led("a") == "0", "the LED is off")
    rig.publish(base("a") + "/set/nonsense", "1")
    rig.publish(base("a") + "/set", "{not json")
    rig.publish(base("a") + "/set/led", "1")
    wait_until(lambda: led("a") == "1", "bad messages are skipped")


def retained_commands_are_ignored():
    rig.ok("pin", "a", "led", "off")
    rig.publish(base("a") + "/set/led", "1", "-r")
    rig.stop("upyd")
    rig.start_gateway()
    rig.wait_online("a")
    wait_until(lambda: "retained" in rig.log("upyd"), "the log says so")


def offline_is_published():
    rig.stop("a")
    wait_until(lambda: rig.subscribe_one(base("a") + "/status", 2) ==
               "offline", "offline")
    rig.start_board("a")
    wait_until(lambda: rig.subscribe_one(base("a") + "/status", 2) ==
               "online", "online")


def the_will_speaks_for_a_dead_gateway():
    rig.kill("upyd")
    wait_until(lambda: rig.subscribe_one("upyd/test/status", 2) == "offline",
               "the will")
    rig.start_gateway()
    wait_until(lambda: rig.subscribe_one("upyd/test/status", 2) == "online",
               "online again")
    rig.wait_online("a")


def forgetting_clears_the_topics():
    rig.ok("board", "forget", "a")
    wait_until(lambda: rig.subscribe_one(base("a") + "/status", 1) == "",
               "nothing retained")


with rig:
    run(states_are_retained, telemetry_flows, set_switches_a_pin,
        retained_commands_are_ignored, offline_is_published,
        the_will_speaks_for_a_dead_gateway, forgetting_clears_the_topics)
