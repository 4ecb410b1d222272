#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Sockets of programs on a simulated board, which reaches the computer's
network, with WiFi once it has joined an access point."""
import http.server
import os
import socket
import sys
import threading

import board
from board import Board, PATIENCE, check, equal, wait_for

AIR = "ap home key=secret123 gateway=192.168.7.1\n"


class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"hello from outside")

    def log_message(self, *_):
        pass


class Web:
    def __enter__(self):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
        threading.Thread(target=self.server.serve_forever,
                         daemon=True).start()
        return self.server.server_address[1]

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def program(gateway, source, *values):
    out, end = gateway.run(source % values)
    equal(end[1], 0, end.get(3))
    return out.decode()


def count_sockets(b):
    folder = f"/proc/{b.process.pid}/fd"
    links = []
    for name in os.listdir(folder):
        try:
            links.append(os.readlink(os.path.join(folder, name)))
        except OSError:
            pass
    return sum(link.startswith("socket:") for link in links)


def test_without_radio():
    with Board() as b, Web() as port:
        gateway = b.attach()
        equal(program(gateway, """
import requests, ssl
r = requests.get("http://127.0.0.1:%d/")
print(r.status_code, r.text)
""", port), "200 hello from outside\n", "requests")


def test_needs_wifi():
    with Board("--profile", "esp32", start=False) as b, Web() as port:
        air = os.path.join(b.dir, "air")
        with open(air, "w") as f:
            f.write(AIR)
        b.options += ["--air", air]
        b.start()
        equal(program(b.attach(), """
import network, requests, socket, time
address = b"\\2\\0\\0\\x50\\x7f\\0\\0\\1" + bytes(8)
def tell(what, *args):
    try:
        print(what(*args))
    except OSError as e:
        print(e)
def get():
    return requests.get("http://127.0.0.1:%d/").text
tell(get)
tell(socket.socket().connect, address)
w = network.WLAN(network.STA_IF)
w.active(True)
w.connect("home", "secret123")
while not w.isconnected():
    time.sleep_ms(10)
tell(get)
w.disconnect()
tell(get)
""", port), "[addrinfo error -2]\n[Errno 113] EHOSTUNREACH\n"
              "hello from outside\n[addrinfo error -2]\n", "wifi")


def test_waiting_serves_the_link():
    """A program waits for a guest who says nothing: the board answers, a
    stop ends it, and a soft reset leaves no socket."""
    with Board() as b:
        gateway = b.attach()
        before = count_sockets(b)
        for is_reset in (False, True):
            port = free_port()
            status, job = gateway.call("EXEC_START", {0: 0, 1: """
import socket
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(socket.getaddrinfo("127.0.0.1", %d)[0][-1])
s.listen(1)
t = s.accept()[0]
print("a guest")
t.recv(1)
""" % port})
            equal(status, 0, "start")
            gateway.take_console()
            guest = connect(port)
            gateway.wait_console(b"a guest")
            equal(gateway.call("INFO")[0], 0, "info while it waits")
            if is_reset:
                equal(gateway.call("RESET", {0: False})[0], 0, "soft reset")
                guest.settimeout(PATIENCE)
                equal(guest.recv(1), b"", "after a reset")
            else:
                equal(gateway.call("EXEC_STOP", {0: job[0]})[0], 0, "stop")
                end = gateway.wait_event("JOB_EXIT",
                                         lambda e: e[0] == job[0])
                check("KeyboardInterrupt" in end[3], f"end: {end}")
            guest.close()
        wait_for(lambda: count_sockets(b) <= before, "sockets closed")


def connect(port):
    """The program may not listen yet."""
    guests = []

    def tried():
        try:
            guests.append(socket.create_connection(("127.0.0.1", port)))
        except OSError:
            pass
        return guests

    wait_for(tried, "a listening program")
    return guests[0]


def test_forgotten():
    with Board() as b:
        gateway = b.attach()
        before = count_sockets(b)
        equal(program(gateway, """
import gc, socket
gc.collect()
used = gc.mem_alloc()
for i in range(10000):
    socket.socket()
gc.collect()
print(gc.mem_alloc() - used < 500)
"""), "True\n", "heap")
        equal(count_sockets(b), before, "sockets left")


def test_asyncio_server():
    port = free_port()
    with Board() as b:
        gateway = b.attach()
        done = []

        def ask(i):
            with connect(port) as s:
                s.sendall(b"%d\n" % i)
                done.append(s.makefile("rb").readline() == b"<%d>\n" % i)

        guests = [threading.Thread(target=ask, args=(i,)) for i in range(10)]
        for guest in guests:
            guest.start()
        equal(program(gateway, """
import asyncio
count = 0
async def serve(reader, writer):
    global count
    line = await reader.readline()
    writer.write(b"<" + line.strip() + b">\\n")
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    count += 1
    if count == 10:
        finished.set()
async def main():
    global finished
    finished = asyncio.Event()
    server = await asyncio.start_server(serve, "127.0.0.1", %d)
    await finished.wait()
    server.close()
asyncio.run(main())
print(count)
""", port), "10\n", "asyncio")
        for guest in guests:
            guest.join(PATIENCE)
        check(done == [True] * 10, f"answers: {done}")


if __name__ == "__main__":
    sys.exit(board.main(dict(globals())))
