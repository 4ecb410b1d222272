#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""API: boards are found, adopted, named, tagged, forgotten; what is told as
saved survives kill -9; mistakes get their code."""
import os
import signal
import threading

from gateway import Gateway, Redialler, check, expect, run, wait_until


def adopt_rename_tag_forget():
    with Gateway() as gateway:
        gateway.start_gateway()
        gateway.dial("b-one")
        board = gateway.wait_online("b-one")
        check(board["state"] == "found" and not board["adopted"], board)
        check(expect(gateway.api.get("/v1/boards"), 200)["boards"] == [],
              "a found board is not listed without all=1")
        board = expect(gateway.api.post("/v1/boards/b-/adopt",
                                        {"name": "kitchen"}), 200)
        check(board["state"] == "online" and board["name"] == "kitchen",
              board)
        check(expect(gateway.api.get("/v1/boards/found"), 200)["boards"]
              == [], "an adopted board is found no more")
        expect(gateway.api.post("/v1/boards/kitchen/adopt"), 200)
        board = expect(gateway.api.post("/v1/boards/kitchen/rename",
                                        {"name": "cellar"}), 200)
        check(board["name"] == "cellar", board)
        expect(gateway.api.get("/v1/boards/kitchen"), 404, "no_such_board")
        board = expect(gateway.api.post(
            "/v1/boards/cellar/tags", {"add": ["lab", "a", "lab"]}), 200)
        check(board["tags"] == ["a", "lab"], board)
        board = expect(gateway.api.post(
            "/v1/boards/cellar/tags", {"remove": ["a"], "add": ["z"]}), 200)
        check(board["tags"] == ["lab", "z"], board)
        shown = expect(gateway.api.get("/v1/boards/cellar"), 200)
        check("info" in shown and "telemetry" in shown, shown)
        expect(gateway.api.delete("/v1/boards/cellar"), 200)
        board = gateway.board("b-one")
        check(board["state"] == "found" and board["tags"] == [], board)
        gateway.kill("b-one")
        wait_until(lambda: gateway.boards() == {}, "the board is gone")


def targets():
    with Gateway() as gateway:
        gateway.start_gateway()
        gateway.adopted("aa11", "one")
        gateway.adopted("aa22", "two")
        api = gateway.api
        check(expect(api.get("/v1/boards/aa1"), 200)["id"] == "aa11", "prefix")
        check(expect(api.get("/v1/boards/two"), 200)["id"] == "aa22", "name")
        via = gateway.board("aa11")["via"].replace("/", "%2F")
        port = "port:" + via.split(":", 1)[1]
        check(expect(api.get("/v1/boards/" + port), 200)["id"] == "aa11",
              "port")
        body = expect(api.get("/v1/boards/aa"), 409, "ambiguous")
        check("aa11" in body["error"]["message"] and
              "aa22" in body["error"]["message"], body)
        expect(api.get("/v1/boards/a"), 404, "no_such_board")
        expect(api.get("/v1/boards/port:%2Fdev%2Fnone"), 404, "no_such_board")


def mistakes():
    with Gateway() as gateway:
        gateway.start_gateway()
        gateway.adopted("aa11", "one")
        gateway.adopted("bb22", "two")
        api = gateway.api
        expect(api.post("/v1/boards/two/rename", {"name": "one"}), 409,
               "exists")
        for name in ("", "a b", "x" * 33, "found", "all", 7, None):
            expect(api.post("/v1/boards/two/rename", {"name": name}), 400,
                   "bad_request")
        expect(api.post("/v1/boards/two/rename"), 400, "bad_request")
        expect(api.post("/v1/boards/two/tags", {"add": ["a b"]}), 400,
               "bad_request")
        expect(api.post("/v1/boards/two/tags", {"add": [5]}), 400,
               "bad_request")
        expect(api.post("/v1/boards/two/reset", {"mode": "warm"}), 400,
               "bad_request")
        expect(api.post("/v1/boards/two/identify", {"seconds": "x"}), 400,
               "bad_request")
        expect(api.get("/v1/boards/two/logs?limit=0"), 400, "bad_request")
        expect(api.get("/v1/boards/two/fs/hash"), 400, "bad_request")
        gateway.kill("bb22")
        gateway.wait_online("bb22", False)
        body = expect(api.get("/v1/boards/two/fs/df"), 503, "offline")
        check("connection closed" in body["error"]["message"], body)
        gateway.dial("cc33")
        gateway.wait_online("cc33")
        expect(api.post("/v1/boards/cc33/rename", {"name": "three"}), 400,
               "bad_request")


def everything_acknowledged_survives_kill():
    with Gateway() as gateway:
        gateway.start_gateway()
        with Redialler(gateway, "aa11"), Redialler(gateway, "bb22"):
            for board_id, name in (("aa11", "one"), ("bb22", "two")):
                gateway.wait_online(board_id)
                expect(gateway.api.post(f"/v1/boards/{board_id}/adopt",
                                        {"name": name}), 200)
            expect(gateway.api.post("/v1/boards/one/tags",
                                    {"add": ["lab"]}), 200)
            for n in range(5):
                expect(gateway.api.post("/v1/boards/bb22/rename",
                                        {"name": f"two-{n}"}), 200)
                gateway.kill("upyd")
                gateway.start_gateway()
                board = gateway.wait_online("bb22")
                check(board["adopted"] and board["name"] == f"two-{n}",
                      board)
            board = gateway.wait_online("aa11")
            check(board["name"] == "one" and board["tags"] == ["lab"], board)
        expect(gateway.api.delete("/v1/boards/one"), 200)
        gateway.kill("upyd")
        gateway.start_gateway()
        check("aa11" not in gateway.boards(), "a forgotten board came back")
        check(gateway.board("bb22")["state"] == "offline", "offline")


def many_changes_at_once_keep_their_order():
    with Gateway() as gateway:
        gateway.start_gateway()
        gateway.adopted("aa11", "one")
        answers = []

        def change(n):
            answers.append(gateway.api.post("/v1/boards/aa11/tags",
                                            {"add": [f"t{n}"]})[0])
        threads = [threading.Thread(target=change, args=(n,))
                   for n in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        check(answers == [200] * 12, answers)
        check(len(gateway.board("aa11")["tags"]) == 12,
              "a change was lost: %r" % gateway.board("aa11")["tags"])
        gateway.kill("upyd")
        gateway.start_gateway()
        check(len(gateway.board("aa11")["tags"]) == 12, "not on disk")


def adopt_auto_asks_nobody():
    with Gateway() as gateway:
        gateway.config = "[gateway]\nadopt = auto\n"
        gateway.start_gateway()
        gateway.dial("aa11")
        board = gateway.wait_board("aa11", lambda b: b["adopted"], "adopted")
        check(board["name"] == "board-aa11", board)


def adopt_auto_finds_free_names():
    with Gateway() as gateway:
        gateway.config = "[gateway]\nadopt = auto\n"
        gateway.start_gateway()
        ids = [f"abcdefgh-{n}" for n in range(6)]  # one default name for all
        for board_id in ids:
            gateway.dial(board_id)
        for board_id in ids:
            gateway.wait_board(board_id, lambda b: b["adopted"], "adopted")
        names = [board["name"] for board in gateway.boards().values()]
        check(len(set(names)) == 6, names)


def silent_board_is_offline_and_says_why():
    with Gateway() as gateway:
        gateway.start_gateway()
        gateway.adopted("aa11", "one")
        process = gateway.processes["aa11"]
        os.kill(process.pid, signal.SIGSTOP)
        try:
            board = gateway.wait_online("aa11", False)
            check("heartbeat" in board["why"], board)
        finally:
            os.kill(process.pid, signal.SIGCONT)


if __name__ == "__main__":
    run(adopt_rename_tag_forget, targets, mistakes,
        everything_acknowledged_survives_kill,
        many_changes_at_once_keep_their_order, adopt_auto_asks_nobody,
        adopt_auto_finds_free_names, silent_board_is_offline_and_says_why)
