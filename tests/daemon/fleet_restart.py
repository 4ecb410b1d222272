#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A process of upyd dies: the others go on, and what it needs comes back."""
import os
import signal

from gateway import Gateway, Redialler, check, expect, run, wait_until


def kill(gateway, name):
    pid = gateway.process_pid(name)
    os.kill(pid, signal.SIGKILL)

    def back():
        try:
            processes = gateway.api.get("/v1/gw")[1]["processes"]
        except (OSError, ValueError):
            return False
        return any(p["name"] == name and p["state"] == "running" and
                   p["pid"] != pid for p in processes)
    wait_until(back, f"{name} is back")


def each_process_in_turn():
    with Gateway() as gateway:
        gateway.start_gateway()
        with Redialler(gateway, "aa11"):
            gateway.wait_online("aa11")
            expect(gateway.api.post("/v1/boards/aa11/adopt",
                                    {"name": "one"}), 200)
            for name in ("store", "web", "link"):
                kill(gateway, name)
                gateway.wait_online("aa11")
                check(gateway.api.execute("one", "print x")[0] == b"x",
                      f"exec after {name}")
                board = expect(gateway.api.post(
                    "/v1/boards/one/tags", {"add": [name]}), 200)
                check(name in board["tags"], board)
            board = gateway.board("aa11")
            check(board["adopted"] and
                  board["tags"] == ["link", "store", "web"], board)


def serial_session_survives_web():
    with Gateway() as gateway:
        gateway.start_gateway()
        gateway.adopted("aa11", "one")
        since = gateway.board("aa11")["since"]
        boot = gateway.board("aa11")["boot_id"]
        via = gateway.board("aa11")["via"]
        kill(gateway, "web")
        board = gateway.board("aa11")
        check(board["online"] and board["since"] == since and
              board["boot_id"] == boot and board["via"] == via, board)


def streams_of_a_dead_link_end():
    with Gateway() as gateway:
        gateway.start_gateway()
        gateway.adopted("aa11", "one")
        with gateway.api.websocket("/v1/boards/one/exec") as ws:
            ws.send_json({"kind": "exec", "source": "loop"})
            check(ws.receive_json()["type"] == "started", "started")
            os.kill(gateway.process_pid("link"), signal.SIGKILL)
            end = ws.receive_json()
            check(end["type"] == "error" and
                  end["error"]["code"] == "unavailable", end)
        board = gateway.wait_online("aa11", False)
        check("link" in board["why"], board)


def fleet_dies_and_all_is_loaded_again():
    with Gateway() as gateway:
        gateway.start_gateway()
        with Redialler(gateway, "aa11"):
            gateway.wait_online("aa11")
            expect(gateway.api.post("/v1/boards/aa11/adopt",
                                    {"name": "one"}), 200)
            os.kill(gateway.process_pid("fleet"), signal.SIGKILL)

            def online():
                try:
                    board = gateway.board("aa11")
                except (OSError, ValueError):
                    return False
                return board and board["online"] and board["adopted"]
            wait_until(online, "the board is back after fleet")
            check(gateway.board("aa11")["name"] == "one", "its name")


if __name__ == "__main__":
    run(each_process_in_turn, serial_session_survives_web,
        streams_of_a_dead_link_end, fleet_dies_and_all_is_loaded_again)
