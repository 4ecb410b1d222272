# asyncio's streams: echo servers, many connections, errors, closing.
try:
    import asyncio
    import socket
    import time

    socket.sockaddr
except (ImportError, AttributeError):
    print("SKIP")
    raise SystemExit


async def start(cb):
    port = 20000 + time.time_ns() // 1000 % 20000
    while True:
        try:
            return await asyncio.start_server(cb, "127.0.0.1", port, 64), port
        except OSError:
            port = port + 7 if port < 40000 else 20000


async def echo(reader, writer):
    while True:
        line = await reader.readline()
        if not line:
            break
        writer.write(b"echo " + line)
        await writer.drain()
    writer.close()
    await writer.wait_closed()


async def talk(port, n):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answers = []
    for i in range(3):
        writer.write("%d-%d\n" % (n, i))
        await writer.drain()
        answers.append(await reader.readline())
    writer.close()
    await writer.wait_closed()
    return answers


async def echoing():
    server, port = await start(echo)
    print(await talk(port, 0))
    many = await asyncio.gather(*[talk(port, i) for i in range(40)])
    print(len(many), many[7], all(a[2] == b"echo %d-2\n" % i for i, a in enumerate(many)))
    server.close()
    await server.wait_closed()
    try:
        await asyncio.open_connection("127.0.0.1", port)
        print("connected")
    except OSError as e:
        print("refused", e.errno)


async def methods():
    done = asyncio.Event()

    async def serve(reader, writer):
        print("peer", socket.sockaddr(writer.get_extra_info("peername"))[:2])
        print(await reader.readexactly(5))
        buf = bytearray(4)
        print(await reader.readinto(buf), buf)
        print(await reader.read(2))
        print(await reader.readline())
        print(await reader.read())
        try:
            await reader.readexactly(1)
        except EOFError as e:
            print(repr(e))
        writer.close()
        await writer.wait_closed()
        done.set()

    async with (await start(serve))[0] as server:
        pass
    server, port = await start(serve)
    async with server:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"12345")
        await writer.drain()
        await asyncio.sleep_ms(20)
        writer.write(b"abcd")
        await asyncio.sleep_ms(20)
        writer.write(b"efline\nall ")
        writer.write(b"the rest")
        await writer.drain()
        t = asyncio.create_task(reader.read())
        await asyncio.sleep_ms(1)
        t.cancel()
        try:
            await t
        except asyncio.CancelledError:
            print("read cancelled")
        writer.close()
        await writer.wait_closed()
        await done.wait()


async def bulk():
    async def send(reader, writer):
        writer.write(b"x" * 300000)
        writer.write(b"y" * 10)
        await writer.drain()
        await writer.awrite(b"abcdef", 2, 3)
        await writer.awritestr("end")
        await writer.aclose()

    server, port = await start(send)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await asyncio.sleep_ms(10)
    total = 0
    while True:
        piece = await reader.read(5000)
        if not piece:
            break
        total += len(piece)
        last = piece[-16:]
    print(total, last)
    server.close()
    await server.wait_closed()
    await writer.wait_closed()


async def waiting():
    # reading and writing of one socket at once, and time limits
    async def slow(reader, writer):
        await asyncio.sleep_ms(50)
        print(await reader.read(5))
        await writer.awrite("late\n")
        await writer.aclose()

    server, port = await start(slow)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        await asyncio.wait_for_ms(reader.readline(), 10)
    except asyncio.TimeoutError:
        print("timeout")
    t = asyncio.create_task(reader.readline())
    await asyncio.sleep(0)
    writer.write("early")
    await writer.drain()
    print(await t, await reader.read(10))
    await writer.wait_closed()
    server.close()
    await server.wait_closed()
    try:
        writer.get_extra_info("none")
    except KeyError as e:
        print(repr(e))
    print(asyncio.core._io_queue.map)


for test in (echoing, methods, bulk, waiting):
    asyncio.run(test())
    asyncio.new_event_loop()
