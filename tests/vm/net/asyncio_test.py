#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Streams of asyncio with a thousand clients, and with rude ones."""
import asyncio
import os
import resource
import socket
import struct
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from peers import finish, free_port, main, same, start  # noqa: E402

CLIENTS = 1000

ECHO = """
import asyncio, gc, os, sys
port = int(sys.argv[1])
served = 0
done = asyncio.Event()

async def serve(reader, writer):
    global served
    try:
        while True:
            line = await reader.readline()
            if not line or line == b"quit\\n":
                break
            writer.write(line)
            await writer.drain()
    except OSError:
        pass
    served += 1
    writer.close()
    await writer.wait_closed()
    if line == b"quit\\n":
        done.set()

def figures():
    gc.collect()
    return gc.mem_alloc(), len(os.listdir("/proc/self/fd"))

async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", port, backlog=512)
    print("ready")
    for _ in range(2):
        # tables that have grown for the first crowd serve the second one
        before = figures()
        await done.wait()
        done.clear()
        await asyncio.sleep_ms(50)
        after = figures()
    print(served, after[0] - before[0] < 20000, after[1] <= before[1])
    print(before, after, file=sys.stderr)
    server.close()
    await server.wait_closed()

asyncio.run(main())
"""


async def talk(port, number, everybody):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    everybody["there"] += 1
    if everybody["there"] == CLIENTS:
        everybody["go"].set()
    await everybody["go"].wait()
    for turn in range(3):
        line = b"client %d turn %d\n" % (number, turn)
        writer.write(line)
        if await reader.readline() != line:
            return False
    writer.close()
    await writer.wait_closed()
    return True


async def crowd(port):
    everybody = {"there": 0, "go": asyncio.Event()}
    results = await asyncio.gather(
        *(talk(port, i, everybody) for i in range(CLIENTS)))
    return results.count(True)


def quit_server(port):
    with socket.create_connection(("127.0.0.1", port)) as s:
        s.sendall(b"quit\n")
        s.recv(1)


def thousand_clients(_):
    """All of them connected before the first one speaks."""
    port = free_port()
    child = start(ECHO, port, option=("-X", "heapsize=8M"))
    same(child.stdout.readline(), "ready\n")
    for _turn in range(2):
        same(asyncio.run(asyncio.wait_for(crowd(port), 50)), CLIENTS)
        quit_server(port)
    same(finish(child)[0], "%d True True\n" % (2 * CLIENTS + 2))


def rude_clients(_):
    """Ones that reset, hang up in the middle of a line, or never read."""
    port = free_port()
    child = start(ECHO, port)
    same(child.stdout.readline(), "ready\n")
    for i in range(60):
        s = socket.create_connection(("127.0.0.1", port))
        s.sendall(b"half a line")
        if i % 2:
            s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                         struct.pack("ii", 1, 0))
        s.close()
    deaf = socket.create_connection(("127.0.0.1", port))
    deaf.settimeout(1)
    try:
        for _turn in range(200):
            deaf.sendall(b"x" * 9999 + b"\n")
    except socket.timeout:
        pass
    quit_server(port)
    deaf.close()
    quit_server(port)
    out, err, _ = finish(child)
    served, level, _open = out.split()
    assert int(served) in (62, 63) and level == "True", out + err


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_NOFILE, (
        4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    sys.exit(main([thousand_clients, rude_clients]))
