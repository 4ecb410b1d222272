#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A virtual board on a serial line: its pins by HTTP and by MQTT, its files,
readings and log."""
import hashlib
import json
import os
import shutil
import subprocess

from gateway import Gateway, check, expect, run, wait_until
from ws import Closed

PREFIX = "upyd/test/"


def with_board(gateway, *options):
    """Starts upy-board on a serial line; its adopted Board."""
    gateway.start("one", gateway.program("upy-board"), "--serial",
                  gateway.path("ttyone"), "--state",
                  gateway.path("one.flash"), "--name", "one", "--control",
                  gateway.path("one.sock"), "-v", *options)

    def named():
        for board in gateway.boards().values():
            if board["label"] == "one" and board["online"]:
                return board
        return None
    board = wait_until(named, "the board is found")
    if not board["adopted"]:
        board = expect(gateway.api.post(f"/v1/boards/{board['id']}/adopt"),
                       200)
    check(board["name"] == "one", board)
    return board


def pins_by_http():
    with Gateway() as gateway:
        gateway.start_gateway()
        with_board(gateway)
        pins = expect(gateway.api.get("/v1/boards/one/pins"), 200)["pins"]
        check({"p0", "led"} <= {pin["name"] for pin in pins}, pins)
        for value in (1, 0, "on", "off", True, False):
            pin = expect(gateway.api.put("/v1/boards/one/pins/p3",
                                         {"value": value}), 200)
            want = 1 if value in (1, "on", True) else 0
            check(pin["name"] == "p3" and pin["value"] == want and
                  pin["mode"] == "out", pin)
            check(gateway.board_control("one", "get p3").split()[-1] ==
                  str(want), "the board's own view")
        gateway.board_control("one", "set p5 1")
        pin = expect(gateway.api.get("/v1/boards/one/pins/p5"), 200)
        check(pin["value"] == 1, pin)
        expect(gateway.api.get("/v1/boards/one/pins/p99"), 404, "not_found")
        expect(gateway.api.put("/v1/boards/one/pins/p3", {"value": "x"}),
               400, "bad_request")


def pins_by_mqtt():
    with Gateway() as gateway:
        gateway.start_broker()
        gateway.start_gateway()
        board = with_board(gateway)
        topic = PREFIX + "b/" + board["id"]
        wait_until(lambda: gateway.api.get("/v1/gw")[1]["mqtt"]["connected"],
                   "the broker")
        for payload, want in (("1", "1"), ("off", "0"), ("on", "1")):
            gateway.publish(topic + "/set/p3", payload)

            def switched(want=want):
                answer = gateway.board_control("one", "get p3")
                return answer.split()[-1] == want
            wait_until(switched, f"p3 is {payload}")
        wait_until(lambda: gateway.subscribe_one(topic + "/pin/p3") == "1",
                   "the state is published")
        gateway.publish(topic + "/set", json.dumps({"p3": 0, "p4": "on"}))
        wait_until(lambda: gateway.subscribe_one(topic + "/pin/p4") == "1",
                   "two pins at once")
        reading = json.loads(gateway.subscribe_one(topic + "/tele"))
        check("heap_free" in reading and "uptime_ms" in reading, reading)


def files():
    with Gateway() as gateway:
        gateway.start_gateway()
        with_board(gateway)
        api = gateway.api
        expect(api.post("/v1/boards/one/fs/mkdir", {"path": "/a/b/c"}), 404,
               "not_found")
        for _ in range(2):
            expect(api.post("/v1/boards/one/fs/mkdir",
                            {"path": "/a/b/c", "parents": True}), 200)
        data = os.urandom(30000)
        digest = hashlib.sha256(data).hexdigest()
        for name in ["/a/x"] + [f"/a/b/file-number-{n}" for n in range(25)]:
            status, _, body = api.raw(
                "PUT", f"/v1/boards/one/fs/file?path={name}&sha256={digest}"
                if name == "/a/x" else
                f"/v1/boards/one/fs/file?path={name}&sha256=" +
                hashlib.sha256(name.encode()).hexdigest(),
                data if name == "/a/x" else name.encode(),
                {"Content-Type": "application/octet-stream"})
            check(status == 200, f"{name}: {status} {body}")
        status, _, got = api.raw("GET", "/v1/boards/one/fs/file?path=/a/x")
        check(status == 200 and got == data, "read back")
        answer = expect(api.get("/v1/boards/one/fs/hash?path=/a/x"), 200)
        check(answer == {"sha256": digest, "size": len(data)}, answer)
        answer = expect(api.get("/v1/boards/one/fs/list?path=/a/b"), 200)
        check(len(answer["entries"]) == 26 and answer["path"] == "/a/b",
              answer)
        stat = expect(api.get("/v1/boards/one/fs/stat?path=/a"), 200)
        check(stat["type"] == "dir", stat)
        expect(api.get("/v1/boards/one/fs/stat?path=/none"), 404,
               "not_found")
        status, _, body = api.raw("GET", "/v1/boards/one/fs/file?path=/none")
        check(status == 404, body)
        expect(api.post("/v1/boards/one/fs/rename",
                        {"from": "/a/x", "to": "/a/y"}), 200)
        body = expect(api.post("/v1/boards/one/fs/remove", {"path": "/a"}),
                      422, "remote")
        check(body["error"]["status"] == "ENOTEMPTY", body)
        answer = expect(api.post("/v1/boards/one/fs/remove",
                                 {"path": "/a", "recursive": True}), 200)
        check(answer["removed"] == 29, answer)
        df = expect(api.get("/v1/boards/one/fs/df"), 200)
        check(0 < df["free"] <= df["total"], df)


def programs_and_readings():
    with Gateway() as gateway:
        gateway.start_gateway()
        board = with_board(gateway)
        output, end = gateway.api.execute("one", "print(6*7)")
        check(output.split() == [b"42"] and end["outcome"] == "ok",
              f"{output} {end}")
        _, end = gateway.api.execute("one", "1/0")
        check(end["outcome"] == "exception" and
              "ZeroDivisionError" in end["text"], end)
        shown = expect(gateway.api.get("/v1/boards/one"), 200)
        check(shown["info"]["device_id"] == board["id"], shown)
        expect(gateway.api.post("/v1/boards/one/telemetry",
                                {"interval_ms": 100}), 200)
        gateway.wait_board(board["id"], lambda b: b["heap_free"], "readings")
        with gateway.api.websocket("/v1/boards/one/exec") as ws:
            ws.send_json({"kind": "exec", "source": "while True: pass"})
            check(ws.receive_json()["type"] == "started", "started")
            gateway.wait_board(board["id"], lambda b: b["busy"], "busy")
            expect(gateway.api.get("/v1/boards/one/fs/df"), 200)
            expect(gateway.api.post("/v1/boards/one/interrupt"), 200)
            end = ws.receive_json()
            check(end["outcome"] == "interrupted", end)
            try:
                ws.receive()
            except Closed:
                pass


def board_comes_back_by_itself():
    with Gateway() as gateway:
        gateway.start_gateway()
        board = with_board(gateway)
        gateway.kill("upyd")
        gateway.start_gateway()
        back = gateway.wait_online(board["id"])
        check(back["adopted"] and back["boot_id"] == board["boot_id"], back)
        gateway.kill("one")
        gateway.wait_online(board["id"], False)
        with_board(gateway)
        back = gateway.wait_online(board["id"])
        check(back["boot_id"] != board["boot_id"], back)
        lines = expect(gateway.api.get("/v1/boards/one/logs"), 200)["lines"]
        check(lines, "the board's log is empty")


def log_is_followed_and_kept():
    with Gateway() as gateway:
        gateway.start_gateway()
        board = with_board(gateway)
        with gateway.api.websocket("/v1/boards/one/logs/follow") as ws:
            gateway.kill("one")
            gateway.wait_online(board["id"], False)
            with_board(gateway)
            line = ws.receive_json()
            check(line["seq"] > 0 and line["text"] and line["level"], line)
        path = "/v1/boards/one/logs"

        def lines():
            return expect(gateway.api.get(path), 200)["lines"]
        seen = [entry["seq"] for entry in lines()]
        check(seen == sorted(seen), seen)
        with gateway.api.websocket(f"{path}/follow?since={seen[0]}") as ws:
            check(ws.receive_json()["seq"] == seen[1], "older lines first")
        last = expect(gateway.api.get(f"{path}?limit=1"), 200)["lines"]
        check([entry["seq"] for entry in last] == seen[-1:], last)
        gateway.stop("upyd")
        gateway.stop("one")
        gateway.start_gateway()
        wait_until(lambda: [entry["seq"] for entry in lines()][:len(seen)]
                   == seen, "the log after a restart")


if __name__ == "__main__":
    tests = [pins_by_http, files, programs_and_readings,
             board_comes_back_by_itself, log_is_followed_and_kept]
    if shutil.which("mosquitto_pub") and subprocess.run(
            ["sh", "-c", "command -v mosquitto || test -x "
             "/usr/sbin/mosquitto"], stdout=subprocess.DEVNULL,
            check=False).returncode == 0:
        tests.append(pins_by_mqtt)
    run(*tests, needs=("upyd", "upy-board"))
