# SPDX-License-Identifier: MIT
"""The gateway's API from Python's standard library: HTTP and WebSocket over
a Unix socket or TCP. For tests; a peer independent of our C code.

    api = Api("/run/upyd/control.sock")
    status, answer = api.get("/v1/gw")
    with api.websocket("/v1/events") as ws:
        print(ws.receive_json())
"""
import base64
import hashlib
import http.client
import json
import os
import socket
import struct

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


def dial(address, timeout):
    """A path, or "host:port"."""
    if address.startswith("/"):
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(timeout)
        connection.connect(address)
        return connection
    host, port = address.rsplit(":", 1)
    return socket.create_connection((host.strip("[]"), int(port)), timeout)


class Closed(Exception):
    """The peer has closed; code and reason as it said."""

    def __init__(self, code, reason):
        super().__init__(f"closed: {code} {reason}")
        self.code, self.reason = code, reason


class WebSocket:
    def __init__(self, address, path, headers=None, timeout=30):
        self.socket = dial(address, timeout)
        self.buffer = b""
        key = base64.b64encode(os.urandom(16))
        host = "localhost" if address.startswith("/") else address
        lines = [f"GET {path} HTTP/1.1", f"Host: {host}",
                 "Upgrade: websocket", "Connection: Upgrade",
                 "Sec-WebSocket-Version: 13",
                 f"Sec-WebSocket-Key: {key.decode()}"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        self.socket.sendall("\r\n".join(lines).encode() + b"\r\n\r\n")
        head = self._until(b"\r\n\r\n").decode()
        self.status = int(head.split()[1])
        if self.status != 101:
            raise ConnectionError(head)
        want = base64.b64encode(hashlib.sha1(key + GUID).digest()).decode()
        if f"sec-websocket-accept: {want}".lower() not in head.lower():
            raise ConnectionError("wrong Sec-WebSocket-Accept")

    def _fill(self):
        data = self.socket.recv(65536)
        if not data:
            raise Closed(1006, "connection ended without a goodbye")
        self.buffer += data

    def _until(self, mark):
        while mark not in self.buffer:
            self._fill()
        head, self.buffer = self.buffer.split(mark, 1)
        return head

    def _exactly(self, count):
        while len(self.buffer) < count:
            self._fill()
        data, self.buffer = self.buffer[:count], self.buffer[count:]
        return data

    def send_frame(self, opcode, data, final=True):
        mask = os.urandom(4)
        size = len(data)
        head = bytes([(0x80 if final else 0) | opcode])
        if size < 126:
            head += bytes([0x80 | size])
        elif size < 65536:
            head += bytes([0x80 | 126]) + struct.pack(">H", size)
        else:
            head += bytes([0x80 | 127]) + struct.pack(">Q", size)
        key = (mask * (size // 4 + 1))[:size]
        masked = (int.from_bytes(data, "big") ^
                  int.from_bytes(key, "big")).to_bytes(size, "big")
        self.socket.sendall(head + mask + masked)

    def send_text(self, text):
        self.send_frame(TEXT, text.encode())

    def send_json(self, value):
        self.send_text(json.dumps(value))

    def send_binary(self, data):
        self.send_frame(BINARY, data)

    def _frame(self):
        first, second = self._exactly(2)
        size = second & 0x7f
        if size == 126:
            size = struct.unpack(">H", self._exactly(2))[0]
        elif size == 127:
            size = struct.unpack(">Q", self._exactly(8))[0]
        return first, self._exactly(size)

    def receive(self):
        """(opcode, bytes) of the next message; answers pings by itself."""
        message, kind = b"", None
        while True:
            first, data = self._frame()
            opcode = first & 0x0f
            if opcode == PING:
                self.send_frame(PONG, data)
            elif opcode == CLOSE:
                code = struct.unpack(">H", data[:2])[0] if data else 1005
                try:
                    self.send_frame(CLOSE, data)
                except OSError:
                    pass
                raise Closed(code, data[2:].decode("utf-8", "replace"))
            elif opcode != PONG:
                kind = opcode or kind
                message += data
                if first & 0x80:
                    return kind, message

    def receive_json(self):
        """The next text message, parsed."""
        while True:
            kind, data = self.receive()
            if kind == TEXT:
                return json.loads(data)

    def close(self):
        try:
            self.send_frame(CLOSE, struct.pack(">H", 1000))
        except OSError:
            pass
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()


class _Connection(http.client.HTTPConnection):
    def __init__(self, address, timeout):
        self.address = address
        host = "localhost" if address.startswith("/") else address
        super().__init__(host, timeout=timeout)

    def connect(self):
        self.sock = dial(self.address, self.timeout)


class Api:
    def __init__(self, address, timeout=30):
        self.address, self.timeout = address, timeout

    def raw(self, verb, path, body=None, headers=None):
        """(status, headers, bytes)"""
        connection = _Connection(self.address, self.timeout)
        try:
            connection.request(verb, path, body, headers or {})
            response = connection.getresponse()
            return response.status, response.headers, response.read()
        finally:
            connection.close()

    def call(self, verb, path, value=None):
        body = None if value is None else json.dumps(value)
        status, _, data = self.raw(verb, path, body,
                                   {"Content-Type": "application/json"})
        return status, json.loads(data)

    def get(self, path):
        return self.call("GET", path)

    def post(self, path, value=None):
        return self.call("POST", path, value or {})

    def put(self, path, value):
        return self.call("PUT", path, value)

    def delete(self, path):
        return self.call("DELETE", path)

    def websocket(self, path, headers=None):
        return WebSocket(self.address, path, headers, self.timeout)

    def execute(self, board, source, stdin=b"", **options):
        """Runs a program; (output, the last message)."""
        with self.websocket(f"/v1/boards/{board}/exec") as ws:
            ws.send_json(dict(options, kind=options.get("kind", "exec"),
                              source=source))
            if stdin:
                ws.send_binary(stdin)
            output = b""
            while True:
                kind, data = ws.receive()
                if kind == BINARY:
                    output += data
                    continue
                message = json.loads(data)
                if message["type"] in ("exit", "error"):
                    return output, message
