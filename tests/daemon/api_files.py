#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Files through HTTP: whole or not at all."""
import hashlib
import http.client
import json
import os

from gateway import Gateway, check, run
from ws import dial

OCTETS = {"Content-Type": "application/octet-stream"}


def put(api, data, path="/a.bin", sha256=None, headers=None):
    digest = sha256 or hashlib.sha256(data).hexdigest()
    status, _, body = api.raw(
        "PUT", f"/v1/boards/one/fs/file?path={path}&sha256={digest}", data,
        headers or OCTETS)
    return status, json.loads(body)


def whole_files_both_ways():
    with Gateway() as gateway:
        gateway.start_gateway()
        gateway.adopted("aa11", "one")
        for api in (gateway.api, gateway.web):
            for size in (1, 511, 70000, 1000000):
                data = os.urandom(size)
                status, answer = put(api, data)
                check(status == 200 and answer["size"] == size, answer)
                status, headers, got = api.raw(
                    "GET", "/v1/boards/one/fs/file?path=/a.bin")
                check(status == 200 and got == data, f"{size}: {len(got)}")
                check(headers["X-Upyd-Size"] == str(size) and
                      headers["X-Upyd-Sha256"] ==
                      hashlib.sha256(data).hexdigest(), headers)


def refused_puts():
    with Gateway() as gateway:
        gateway.start_gateway()
        gateway.adopted("aa11", "one")
        api = gateway.api
        check(put(api, b"good")[0] == 200, "a good one")
        status, answer = put(api, b"other", sha256="0" * 64)
        check(status == 422 and answer["error"]["code"] == "remote", answer)
        status, _, got = api.raw("GET", "/v1/boards/one/fs/file?path=/a.bin")
        check(got == b"good", "the old file stays")
        for query in ("path=/a", "sha256=" + "0" * 64, "path=/a&sha256=xyz",
                      "path=/a&sha256=" + "A" * 64):
            status, _, body = api.raw(
                "PUT", "/v1/boards/one/fs/file?" + query, b"x", OCTETS)
            check(status == 400, f"{query}: {status} {body}")
        status, _, body = api.raw("GET", "/v1/boards/one/fs/file")
        check(status == 400, body)
        connection = dial(api.address, 30)
        connection.sendall(
            b"PUT /v1/boards/one/fs/file?path=/a&sha256=" + b"0" * 64 +
            b" HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n")
        check(b" 413 " in connection.recv(4096), "too large at once")
        connection.close()


def board_dies_in_the_middle():
    with Gateway() as gateway:
        gateway.start_gateway()
        gateway.adopted("aa11", "one")
        data = os.urandom(900000)
        check(put(gateway.api, data)[0] == 200, "the file")
        # Get: the answer ends short of its length.
        connection = http.client.HTTPConnection("localhost", timeout=30)
        connection.sock = dial(gateway.api.address, 30)
        connection.request("GET", "/v1/boards/one/fs/file?path=/a.bin")
        response = connection.getresponse()
        got = response.read(1000)
        gateway.kill("aa11")
        try:
            got += response.read()
            check(len(got) < len(data), "a cut file looks whole")
        except http.client.IncompleteRead:
            pass
        connection.close()
        # Put: an error, at once or after the rest was swallowed.
        gateway.dial("aa11")
        gateway.wait_online("aa11")
        digest = hashlib.sha256(data).hexdigest()
        raw = dial(gateway.api.address, 30)
        raw.sendall(f"PUT /v1/boards/one/fs/file?path=/b&sha256={digest} "
                    f"HTTP/1.1\r\nHost: x\r\nContent-Length: {len(data)}"
                    "\r\n\r\n".encode() + data[:100000])
        gateway.kill("aa11")
        raw.sendall(data[100000:])
        answer = raw.recv(65536)
        check(b" 503 " in answer and b"offline" in answer, answer)
        raw.close()


def client_leaves_in_the_middle():
    with Gateway() as gateway:
        gateway.start_gateway()
        gateway.adopted("aa11", "one")
        data = os.urandom(300000)
        digest = hashlib.sha256(data).hexdigest()
        for sent in (0, 1, 100000, 250000):
            raw = dial(gateway.api.address, 30)
            raw.sendall(f"PUT /v1/boards/one/fs/file?path=/b&sha256={digest}"
                        f" HTTP/1.1\r\nHost: x\r\nContent-Length: "
                        f"{len(data)}\r\n\r\n".encode() + data[:sent])
            raw.close()
        status, answer = put(gateway.api, data, "/b")
        check(status == 200, answer)


if __name__ == "__main__":
    run(whole_files_both_ways, refused_puts, board_dies_in_the_middle,
        client_leaves_in_the_middle)
