#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Programs, prompts, events and logs as WebSockets."""
import json
import os
import struct

from gateway import Gateway, check, expect, run, wait_until
from ws import BINARY, TEXT, Closed


def program_output_and_exit():
    with Gateway() as gateway:
        gateway.start_gateway()
        gateway.adopted("aa11", "one")
        output, end = gateway.api.execute("one", "print hello")
        check(output == b"hello" and end["outcome"] == "ok" and
              end["exit_code"] == 0, end)
        output, end = gateway.api.execute("one", "raise Boom: x")
        check(end["outcome"] == "exception" and end["exit_code"] == 1 and
              "Boom" in end["text"], end)
        output, end = gateway.web.execute("one", "spill 500000")
        check(len(output) == 500000 and end["outcome"] == "ok",
              f"{len(output)} {end}")
        source = "#" * 6000
        output, end = gateway.api.execute("one", source)
        check(output == b"6000", output)


def program_that_cannot_start():
    with Gateway() as gateway:
        gateway.start_gateway()
        gateway.adopted("aa11", "one")
        api = gateway.api
        for board, options, code in (
                ("nobody", {}, "no_such_board"),
                ("one", {"kind": "nonsense"}, "bad_request"),
                ("one", {"kind": "file"}, "bad_request"),
                ("one", {"args": [1]}, "bad_request")):
            _, end = api.execute(board, "print", **options)
            check(end["type"] == "error" and end["error"]["code"] == code,
                  f"{options}: {end}")
        _, end = api.execute("one", "x" * (1024 * 1024 + 1))
        check(end["error"]["code"] == "too_large", end)
        with api.websocket("/v1/boards/one/exec") as ws:
            ws.send_text("no json")
            check(ws.receive_json()["error"]["code"] == "bad_request", "json")
        gateway.kill("aa11")
        gateway.wait_online("aa11", False)
        _, end = api.execute("one", "print")
        check(end["error"]["code"] == "offline", end)


def input_interrupt_and_leaving():
    with Gateway() as gateway:
        gateway.start_gateway()
        gateway.adopted("aa11", "one")
        with gateway.api.websocket("/v1/boards/one/exec") as ws:
            ws.send_json({"kind": "exec", "source": "echo"})
            check(ws.receive_json()["type"] == "started", "started")
            ws.send_binary(b"abc")
            check(ws.receive() == (BINARY, b"abc"), "echo")
            ws.send_json({"type": "interrupt"})
            end = ws.receive_json()
            check(end["outcome"] == "interrupted", end)
            try:
                ws.receive()
            except Closed as closed:
                check(closed.code == 1000, closed)
        ws = gateway.api.websocket("/v1/boards/one/exec")
        ws.send_json({"kind": "exec", "source": "loop"})
        check(ws.receive_json()["type"] == "started", "started")
        _, end = gateway.api.execute("one", "print x")
        check(end["error"]["code"] == "busy", end)
        ws.socket.close()  # without a goodbye

        def free_again():
            return gateway.api.execute("one", "print x")[1]["type"] == "exit"
        wait_until(free_again, "the program of a client that left is stopped")


def board_dies_while_a_program_runs():
    with Gateway() as gateway:
        gateway.start_gateway()
        gateway.adopted("aa11", "one")
        with gateway.api.websocket("/v1/boards/one/exec") as ws:
            ws.send_json({"kind": "exec", "source": "loop"})
            check(ws.receive_json()["type"] == "started", "started")
            gateway.kill("aa11")
            end = ws.receive_json()
            check(end["type"] == "error" and
                  end["error"]["code"] == "offline", end)


def slow_reader_loses_nothing():
    with Gateway() as gateway:
        gateway.start_gateway()
        gateway.adopted("aa11", "one")
        with gateway.api.websocket("/v1/boards/one/exec") as ws:
            ws.send_json({"kind": "exec", "source": "spill 3000000"})
            # While we do not read, everybody else is served.
            for _ in range(20):
                expect(gateway.api.get("/v1/gw"), 200)
            total = 0
            while True:
                kind, data = ws.receive()
                if kind == TEXT and json.loads(data)["type"] == "exit":
                    break
                total += len(data) if kind == BINARY else 0
            check(total == 3000000, f"{total} bytes")


def prompt():
    with Gateway() as gateway:
        gateway.start_gateway()
        gateway.adopted("aa11", "one")
        with gateway.api.websocket("/v1/boards/one/repl") as ws:
            ws.send_json({"rows": 24, "cols": 80})
            kind, data = ws.receive()
            check(kind == BINARY and b">>> " in data, data)
            ws.send_json({"type": "resize", "rows": 50, "cols": 132})
            gateway.kill("aa11")
            while True:
                kind, data = ws.receive()
                if kind == TEXT:
                    break
            end = json.loads(data)
            check(end["type"] == "closed" and end["reason"], end)


def events():
    with Gateway() as gateway:
        gateway.start_gateway()
        with gateway.web.websocket("/v1/events") as ws:
            check(ws.receive_json()["type"] == "hello", "hello")

            def next_board(condition):
                while True:
                    event = ws.receive_json()
                    if event["type"] == "board" and condition(event["board"]):
                        return event["board"]
            gateway.dial("aa11")
            next_board(lambda b: b["id"] == "aa11" and b["online"])
            expect(gateway.api.post("/v1/boards/aa11/adopt",
                                    {"name": "one"}), 200)
            next_board(lambda b: b["name"] == "one" and b["adopted"])
            gateway.kill("aa11")
            board = next_board(lambda b: not b["online"])
            check(board["why"] and board["state"] == "offline", board)
            expect(gateway.api.delete("/v1/boards/one"), 200)
            while ws.receive_json()["type"] != "board_removed":
                pass


def slow_viewer_is_sent_away():
    with Gateway() as gateway:
        gateway.start_gateway()
        gateway.adopted("aa11", "one")
        tags = [f"{n:032}" for n in range(31)]
        expect(gateway.api.post("/v1/boards/aa11/tags", {"add": tags}), 200)
        slow = gateway.api.websocket("/v1/events")
        check(slow.receive_json()["type"] == "hello", "hello")
        # Each change is an event of some 1.6 KB that this viewer leaves
        # unread, until its backlog and the socket's buffers are full.
        for n in range(1200):
            word = "remove" if n % 2 else "add"
            expect(gateway.api.post("/v1/boards/aa11/tags",
                                    {word: ["last"]}), 200)
        try:
            while True:
                slow.receive()
        except Closed as closed:
            check(closed.code == 1013 and "slow" in closed.reason, closed)
        with gateway.api.websocket("/v1/events") as ws:
            check(ws.receive_json()["type"] == "hello", "a new viewer")


def stopping_says_goodbye():
    with Gateway() as gateway:
        gateway.start_gateway()
        with gateway.api.websocket("/v1/events") as ws:
            ws.receive_json()
            check(gateway.stop("upyd") == 0, "exit status")
            try:
                while True:
                    ws.receive()
            except Closed as closed:
                check(closed.code == 1001, closed)


def broken_websockets():
    with Gateway() as gateway:
        gateway.start_gateway()
        gateway.adopted("aa11", "one")
        for frame in (b"\xff" * 100, b"\x81\x05hello",  # not masked
                      b"\x81\xff" + struct.pack(">Q", 1 << 40) + b"abcd",
                      b"\x81\x82abcd\xff\xfe", os.urandom(500)):
            ws = gateway.api.websocket("/v1/events")
            ws.receive_json()
            ws.socket.settimeout(1)  # half a frame has no answer
            ws.socket.sendall(frame)
            try:
                while True:
                    ws.receive()
            except (Closed, OSError):
                pass
            ws.socket.close()
        with gateway.api.websocket("/v1/boards/one/repl") as ws:
            ws.send_binary(b"before the first message")
            check(ws.receive_json()["error"]["code"] == "bad_request", "repl")
        expect(gateway.api.get("/v1/gw"), 200)
        check("web: ended" not in gateway.log("upyd"), "web crashed")


if __name__ == "__main__":
    run(program_output_and_exit, program_that_cannot_start,
        input_interrupt_and_leaving, board_dies_while_a_program_runs,
        slow_reader_loses_nothing, prompt, events,
        slow_viewer_is_sent_away, stopping_says_goodbye,
        broken_websockets)
