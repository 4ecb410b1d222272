#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""WebREPL: a client made here, and a browser."""
import base64
import hashlib
import http.server
import os
import queue
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from peers import DEADLINE, UPY, environment, free_port  # noqa: E402
from peers import main, same  # noqa: E402

LIB = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..",
                   "..", "lib")
GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")


class Server:
    def __init__(self, where, start="start_foreground", options=()):
        self.port = free_port()
        self.where = where
        env = environment()
        env["MICROPYPATH"] = os.path.join(LIB, "webrepl") + ":.frozen"
        self.child = subprocess.Popen(
            [UPY, *options, "-c", "import webrepl; webrepl.%s(%d, "
             "'secret', '127.0.0.1')" % (start, self.port)], cwd=where,
            env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)

    def __enter__(self):
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return self
            except OSError:
                try:
                    self.child.wait(0.05)
                    raise
                except subprocess.TimeoutExpired:
                    pass
        raise AssertionError("the server does not listen")

    def __exit__(self, *exc):
        self.child.terminate()
        self.child.wait()


class Client:
    """The client's side of RFC 6455: frames it sends are masked."""

    def __init__(self, port):
        self.s = socket.create_connection(("127.0.0.1", port), DEADLINE)
        self.s.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
                       b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                       b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += self.s.recv(1)
        want = base64.b64encode(hashlib.sha1(
            b"dGhlIHNhbXBsZSBub25jZQ==" + GUID).digest())
        assert head.startswith(b"HTTP/1.1 101") and want in head, head
        self.data = b""

    def send(self, data, opcode=1):
        if isinstance(data, str):
            data = data.encode()
        mask = os.urandom(4)
        size = struct.pack("!B", 0x80 | len(data)) if len(data) < 126 else (
            struct.pack("!BH", 0x80 | 126, len(data)))
        self.s.sendall(bytes([0x80 | opcode]) + size + mask + bytes(
            b ^ mask[i & 3] for i, b in enumerate(data)))

    def exactly(self, n):
        data = b""
        while len(data) < n:
            piece = self.s.recv(n - len(data))
            if not piece:
                raise EOFError
            data += piece
        return data

    def frame(self):
        opcode, n = self.exactly(2)
        assert not n & 0x80
        if n == 126:
            n = struct.unpack("!H", self.exactly(2))[0]
        return opcode & 15, self.exactly(n)

    def until(self, text):
        end = time.monotonic() + DEADLINE
        while text.encode() not in self.data:
            assert time.monotonic() < end, (text, self.data[-200:])
            self.data += self.frame()[1]
        before, _, self.data = self.data.partition(text.encode())
        return before.decode(errors="backslashreplace")

    def log_in(self):
        self.until("Password: ")
        self.send("secret\r\n")
        self.until("WebREPL connected\r\n>>> ")
        return self

    def enter(self, line):
        self.send(line + "\r")
        return self.until(">>> ")

    def request(self, kind, name="", size=0):
        self.send(struct.pack("<2sBBQLH64s", b"WA", kind, 0, 0, size,
                              len(name), name.encode()), 2)

    def result(self):
        opcode, data = self.frame()
        same(opcode, 2)
        return struct.unpack("<2sH", data)


def prompt(where):
    with Server(where) as server:
        c = Client(server.port).log_in()
        same(c.enter("1 + 2"), "1 + 2\r\n3\r\n")
        same(c.enter("a = 'x\u20ac'"), "a = 'x\u20ac'\r\n")
        same(c.enter("print(a, 5)"), "print(a, 5)\r\nx\u20ac 5\r\n")
        same(c.enter("1x\x08 + _"), "1x\x08 \x08 + _\r\n4\r\n")
        c.send("for i in range(2):\r    print(i)\r\r")
        same(c.until(">>> "), "for i in range(2):\r\n...     print(i)\r\n"
             "... \r\n0\r\n1\r\n")
        out = c.enter("1 // 0")
        assert out.endswith("ZeroDivisionError: divide by zero\r\n"), out
        c.send("half\x03")
        c.until(">>> ")
        other = Client(server.port).log_in()
        same(other.enter("7"), "7\r\n7\r\n")
        c.send(b"", 8)
        same(c.frame(), (8, b""))
        same(other.enter("8"), "8\r\n8\r\n")


def wrong_password(where):
    with Server(where) as server:
        c = Client(server.port)
        for _ in range(3):
            c.until("Password: ")
            c.send("guess\r")
            c.until("Access denied\r\n")
        try:
            c.frame()
            raise AssertionError("still connected")
        except (EOFError, ConnectionResetError):
            pass
        s = socket.create_connection(("127.0.0.1", server.port))
        s.sendall(b"GET / HTTP/1.0\r\n\r\n")
        same(s.recv(100)[:12], b"HTTP/1.0 400")


def put_and_get(c):
    contents = bytes(range(256)) * 20 + b"end"
    c.request(1, "there.bin", len(contents))
    same(c.result(), (b"WB", 0))
    for i in range(0, len(contents), 1000):
        c.send(contents[i:i + 1000], 2)
    same(c.result(), (b"WB", 0))
    c.request(2, "there.bin")
    same(c.result(), (b"WB", 0))
    got = b""
    while True:
        c.send(b"\0", 2)
        data = c.frame()[1]
        same(struct.unpack("<H", data[:2])[0], len(data) - 2)
        if len(data) == 2:
            break
        got += data[2:]
    same(got, contents)
    same(c.result(), (b"WB", 0))
    return contents


def files(where):
    with Server(where) as server:
        c = Client(server.port).log_in()
        contents = put_and_get(c)
        with open(os.path.join(where, "there.bin"), "rb") as f:
            same(f.read(), contents)
        c.request(2, "missing")
        same(c.result(), (b"WB", 2))
        c.request(3)
        same(c.frame(), (2, b"\1\0\0"))
        same(c.enter("'and the prompt'"), "'and the prompt'\r\n"
             "'and the prompt'\r\n")


def terminal(where):
    """The prompt itself, shared by os.dupterm."""
    with Server(where, "start", ["-i"]) as server:
        c = Client(server.port)
        c.until("Password: ")
        c.send("guess\r")
        c.until("Access denied\r\nPassword: ")
        c.send("secret\r\n")
        c.until("WebREPL connected\r\n>>> ")
        same(c.enter("1 + 2"), "1 + 2\r\n3\r\n")
        same(c.enter("print(1); print(2)"), "print(1); print(2)\r\n1\r\n2\r\n")
        c.send("def f():\r")
        c.until("...     ")
        c.send("return 7\r\r\r\r")
        c.until(">>> ")
        same(c.enter("f()"), "f()\r\n7\r\n")
        c.send("while True:\r")
        c.until("...     ")
        c.send("print('+')\r\r\r\r")
        c.until("\r\n+\r\n+\r\n")
        c.send("\x03")
        assert "KeyboardInterrupt" in c.until(">>> ")
        c.send("import time; time.sleep(60)\r")
        c.until("sleep(60)\r\n")
        c.send("\x03")
        assert "KeyboardInterrupt" in c.until(">>> ")
        c.send("\x01")
        c.until("raw REPL; CTRL-B to exit\r\n>")
        c.send("print('raw')\x04")
        same(c.until("\x04>"), "OKraw\r\n\x04")
        c.send("\x05A\x01")
        same(c.until("\x01"), "R")
        same(c.until("\x00"), "\\x80")
        c.until("\x01")
        c.send("for i in range(3):\n    print(i)\n\x04")
        same(c.until("\x04>"), "\x040\r\n1\r\n2\r\n\x04")
        c.send("\x02")
        c.until(">>> ")
        put_and_get(c)
        same(c.enter("'after'"), "'after'\r\n'after'\r\n")
        c.s.close()
        other = Client(server.port)
        other.log_in()
        same(other.enter("f()"), "f()\r\n7\r\n")


PAGE = b"""<!DOCTYPE html><script>
const ws = new WebSocket("ws://127.0.0.1:%d/");
ws.binaryType = "arraybuffer";
let text = "", step = 0;
ws.onmessage = e => {
    if (typeof e.data !== "string") {
        text += "version " + new Uint8Array(e.data);
        fetch("/result", {method: "POST", body: text});
        return;
    }
    text += e.data;
    if (step === 0 && text.endsWith("Password: ")) {
        step = 1;
        ws.send("secret\\r");
    } else if (step === 1 && text.endsWith(">>> ")) {
        step = 2;
        ws.send("[i * i for i in range(5)]\\r");
    } else if (step === 2 && text.endsWith("16]\\r\\n>>> ")) {
        step = 3;
        const request = new Uint8Array(82);
        request.set([87, 65, 3]);
        ws.send(request);
    }
};
</script>
"""


class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(PAGE % self.server.board_port)

    def do_POST(self):
        size = int(self.headers["Content-Length"])
        self.server.results.put(self.rfile.read(size).decode())
        self.send_response(204)
        self.end_headers()

    def log_message(self, *args):
        pass


def browser(where):
    """Chromium's own WebSocket logs in, evaluates and asks for the version."""
    if not os.path.exists(CHROMIUM):
        assert not os.environ.get("CI"), "no chromium"
        print("# no chromium: skipped")
        return
    pages = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
    pages.results = queue.Queue()
    threading.Thread(target=pages.serve_forever, daemon=True).start()
    profile = tempfile.mkdtemp(prefix="upy-browser-")
    with Server(where) as server:
        pages.board_port = server.port
        child = subprocess.Popen(
            [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu",
             "--user-data-dir=" + profile, "--remote-debugging-port=0",
             "http://127.0.0.1:%d/" % pages.server_address[1]],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True)
        try:
            text = pages.results.get(timeout=DEADLINE)
        except queue.Empty:
            raise AssertionError("the browser says nothing") from None
        finally:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
            pages.shutdown()
            shutil.rmtree(profile, ignore_errors=True)
    same(text, "Password: \r\nWebREPL connected\r\n>>> "
         "[i * i for i in range(5)]\r\n[0, 1, 4, 9, 16]\r\n>>> "
         "version 1,0,0")


if __name__ == "__main__":
    sys.exit(main([prompt, wrong_password, files, terminal, browser]))
