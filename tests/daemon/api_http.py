#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The two front doors: dashboard files and their headers, who is let in, and
what malformed requests get."""
import json
import os
import socket

from gateway import Gateway, check, expect, run
from ws import dial

JSON = {"Content-Type": "application/json"}


def dashboard_files():
    with Gateway() as gateway:
        os.mkdir(os.path.join(gateway.web_dir, "views"))
        for name, body in (("index.html", "<title>upyd</title>"),
                           ("views/a.js", "export let a;"),
                           ("upyd.conf", "secret")):
            with open(os.path.join(gateway.web_dir, name), "w",
                      encoding="ascii") as stream:
                stream.write(body)
        gateway.start_gateway()
        status, headers, body = gateway.web.raw("GET", "/")
        check(status == 200 and body == b"<title>upyd</title>", body)
        check(headers["Content-Type"].startswith("text/html"), headers)
        check("default-src 'self'" in headers["Content-Security-Policy"],
              headers)
        check(headers["X-Content-Type-Options"] == "nosniff", headers)
        status, again, body = gateway.web.raw(
            "GET", "/", headers={"If-None-Match": headers["ETag"]})
        check(status == 304 and body == b"", again)
        status, headers, _ = gateway.web.raw("GET", "/views/a.js")
        check(headers["Content-Type"].startswith("text/javascript"), headers)
        status, headers, body = gateway.web.raw("HEAD", "/views/a.js")
        check(status == 200 and headers["Content-Length"] == "13", headers)
        for path in ("/upyd.conf", "/views", "/../upyd.conf", "/nothing",
                     "/%2e%2e/upyd.conf", "//index.html"):
            status, _, _ = gateway.web.raw("GET", path)
            check(status in (400, 404), f"{path}: {status}")


def dashboard_in_a_private_place():
    """Started by root from its home: web itself may not pass there."""
    with Gateway() as gateway:
        os.mkdir(gateway.path("home"), 0o700)
        gateway.web_dir = gateway.path("home", "web")
        os.mkdir(gateway.web_dir)
        with open(os.path.join(gateway.web_dir, "index.html"), "w",
                  encoding="ascii") as stream:
            stream.write("<title>upyd</title>")
        gateway.start_gateway()
        status, _, body = gateway.web.raw("GET", "/")
        check(status == 200 and body == b"<title>upyd</title>", body)


def foreign_pages_are_kept_out():
    with Gateway() as gateway:
        gateway.start_gateway()
        gateway.adopted("aa11", "one")
        web, path = gateway.web, "/v1/boards/one/tags"
        body = json.dumps({"add": ["x"]})
        check(web.raw("POST", path, body, JSON)[0] == 200, "own request")
        for headers in (dict(JSON, Host="evil.example"),
                        dict(JSON, Origin="http://evil.example"),
                        dict(JSON, Origin="null"),
                        {**JSON, "Sec-Fetch-Site": "cross-site"},
                        {"Content-Type": "text/plain"}, {}):
            status, _, answer = web.raw("POST", path, body, headers)
            check(status == 403, f"{headers}: {status} {answer}")
        check(web.raw("POST", path, body, dict(
            JSON, Origin="http://" + gateway.http))[0] == 200, "own origin")
        status, _, _ = web.raw("GET", "/v1/gw", headers={
            "Host": "evil.example"})
        check(status == 403, "rebound name")
        try:
            web.websocket("/v1/events", {"Origin": "http://evil.example"})
        except ConnectionError as error:
            check(" 403 " in str(error), error)
        else:
            check(False, "a foreign page opened a WebSocket")


def malformed_requests():
    with Gateway() as gateway:
        gateway.start_gateway()
        api = gateway.api
        for body in ("{", "[]", "7", '{"a":1,"a":2}', "\x00"):
            status, _, answer = api.raw("POST", "/v1/boards/x/adopt", body)
            check(status == 400, f"{body!r}: {status} {answer}")
        status, _, answer = api.raw("POST", "/v1/boards/x/adopt",
                                    '{"name":"' + "x" * 20000 + '"}')
        check(status == 413, f"{status} {answer}")
        check(json.loads(answer)["error"]["code"] == "too_large", answer)
        expect(api.get("/v1/boards/%zz"), 400, "bad_request")
        expect(api.get("/v1/nothing"), 404, "not_found")
        expect(api.post("/v1/gw"), 400, "bad_request")
        expect(api.get("/v1/events"), 400, "bad_request")
        expect(api.get("/v1/gw"), 200)


def garbage_on_the_sockets():
    with Gateway() as gateway:
        gateway.start_gateway()
        for address in (gateway.http, gateway.path("run", "control.sock")):
            for data in (b"\x00" * 1000, b"GET\r\n\r\n", b"\r\n" * 50,
                         b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 10000,
                         b"POST /v1/boards/x/adopt HTTP/1.1\r\nHost: x\r\n"
                         b"Content-Length: 99999999999999999999\r\n\r\n"):
                with dial(address, 0.5) as connection:
                    try:
                        connection.sendall(data)
                        connection.shutdown(socket.SHUT_WR)
                        connection.recv(65536)
                    except OSError:
                        pass
        expect(gateway.api.get("/v1/gw"), 200)
        check(gateway.api.get("/v1/gw")[1]["processes"][3]["restarts"] == 0,
              "web crashed")


def as_stranger(function):
    """Runs function in a child that is another user; its result is true."""
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(54321)
            os.setuid(54321)
            os._exit(0 if function() else 1)
        except BaseException:  # pylint: disable=broad-except
            os._exit(2)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def strangers_are_refused_on_the_socket():
    if os.geteuid() != 0:
        return
    with Gateway() as gateway:
        gateway.start_gateway()
        api = gateway.api

        def cannot_connect():
            try:
                api.get("/v1/gw")
            except PermissionError:
                return True
            return False
        check(as_stranger(cannot_connect), "the socket is open to all")
        # Even where the file lets them through, their credentials do not.
        os.chmod(api.address, 0o666)
        check(as_stranger(lambda: api.get("/v1/gw")[0] == 403),
              "a stranger may call")
        check(api.get("/v1/gw")[0] == 200, "root may call")


def every_method_is_listed():
    with Gateway() as gateway:
        gateway.start_gateway()
        methods = expect(gateway.api.get("/v1"), 200)["methods"]
        names = [method["name"] for method in methods]
        check(len(names) == len(set(names)) and "board.adopt" in names,
              names)
        doctor = expect(gateway.api.get("/v1/gw/doctor"), 200)
        check(doctor["ok"] and any(c["name"] == "database"
                                   for c in doctor["checks"]), doctor)
        info = expect(gateway.web.get("/v1/gw"), 200)
        check(info["http"] == gateway.http and info["name"] == "test", info)


if __name__ == "__main__":
    run(dashboard_files, dashboard_in_a_private_place,
        foreign_pages_are_kept_out, malformed_requests, garbage_on_the_sockets,
        strangers_are_refused_on_the_socket, every_method_is_listed)
