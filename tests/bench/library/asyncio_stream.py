# SPDX-License-Identifier: MIT
"""asyncio: clients of an echo server in the same program."""
import asyncio
import socket


def free_port():
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind(socket.getaddrinfo("127.0.0.1", 0)[0][-1])
    for port in range(20000, 60000):
        other = socket.socket()
        try:
            other.bind(socket.getaddrinfo("127.0.0.1", port)[0][-1])
        except OSError:
            continue
        finally:
            other.close()
        break
    s.close()
    return port


async def echo(reader, writer):
    while True:
        line = await reader.readline()
        if not line:
            break
        writer.write(line)
        await writer.drain()
    writer.close()
    await writer.wait_closed()


async def ask(port, count):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    total = 0
    for i in range(count):
        writer.write(b"message %d\n" % i)
        await writer.drain()
        total += len(await reader.readline())
    writer.close()
    await writer.wait_closed()
    return total


async def main():
    port = free_port()
    server = await asyncio.start_server(echo, "127.0.0.1", port)
    totals = await asyncio.gather(*[ask(port, 100) for _ in range(5)])
    server.close()
    return totals


print(asyncio.run(main()))
