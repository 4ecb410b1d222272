# SPDX-License-Identifier: MIT
"""Two sensors, a filter and a server in one program: tasks of asyncio that
share a lock, an event and a connection to themselves.

Runs under `upy` and on a board that has a network: asyncio_tasks.py [port]
"""
import asyncio
import sys

PORT = int(sys.argv[1]) if len(sys.argv) > 1 else 8000


async def sensor(name, readings, lock, log, every_ms):
    for value in readings:
        await asyncio.sleep_ms(every_ms)
        async with lock:
            log.append((name, value))


async def answer(reader, writer):
    line = await reader.readline()
    writer.write(b"you said " + line)
    await writer.drain()
    writer.close()
    await writer.wait_closed()


async def ask(text):
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    writer.write(text + b"\n")
    await writer.drain()
    line = await reader.readline()
    writer.close()
    await writer.wait_closed()
    return line


async def main():
    lock, log = asyncio.Lock(), []
    await asyncio.gather(sensor("air", (21, 22), lock, log, 30),
                         sensor("soil", (40, 41, 42), lock, log, 50))
    print(log)

    ready = asyncio.Event()
    waiting = asyncio.create_task(ready.wait())
    ready.set()
    print("event", await waiting)

    try:
        await asyncio.wait_for(asyncio.Event().wait(), 0.05)
    except asyncio.TimeoutError:
        print("nobody came")

    async with await asyncio.start_server(answer, "127.0.0.1", PORT):
        print(await asyncio.gather(ask(b"hello"), ask(b"goodbye")))


asyncio.run(main())
