#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Two boards with one id: the first stays usable, the second is refused and
shown, and takes over when the first has gone."""
from gateway import Gateway, check, expect, run, wait_until


def conflict_row(gateway):
    boards = expect(gateway.api.get("/v1/boards?all=1"), 200)["boards"]
    rows = [board for board in boards if board["state"] == "conflict"]
    return rows[0] if rows else None


def second_board_is_refused():
    with Gateway() as gateway:
        gateway.start_gateway()
        gateway.adopted("aa11", "one")
        first = gateway.board("aa11")
        gateway.dial("aa11", "twin")
        rival = wait_until(lambda: conflict_row(gateway), "the conflict")
        check(first["via"] in rival["why"], rival)
        shown = expect(gateway.api.get("/v1/boards/one"), 200)
        check(shown["online"] and shown["via"] == first["via"] and
              rival["via"] in shown["conflict"], shown)
        check(gateway.api.execute("one", "print x")[0] == b"x",
              "the first works")
        port = "port:" + rival["via"].split(":", 1)[1]
        expect(gateway.api.post(f"/v1/boards/{port}/adopt"), 409, "exists")
        expect(gateway.api.get(f"/v1/boards/{port}/fs/df"), 503, "offline")
        doctor = expect(gateway.api.get("/v1/gw/doctor"), 200)
        check(not doctor["ok"], doctor)
        gateway.kill("twin")
        wait_until(lambda: conflict_row(gateway) is None, "it is over")
        check(gateway.board("aa11")["conflict"] is None, "no conflict left")
        check(gateway.board("aa11")["online"], "the first is still there")


def second_takes_over():
    with Gateway() as gateway:
        gateway.start_gateway()
        gateway.adopted("aa11", "one")
        gateway.dial("aa11", "twin")
        rival = wait_until(lambda: conflict_row(gateway), "the conflict")
        gateway.kill("aa11")
        board = gateway.wait_board("aa11", lambda b: b["via"] == rival["via"],
                                   "on the second's port")
        check(board["online"] and board["name"] == "one", board)
        check(conflict_row(gateway) is None, "no conflict left")
        check(gateway.api.execute("one", "print y")[0] == b"y", "it works")


if __name__ == "__main__":
    run(second_board_is_refused, second_takes_over)
