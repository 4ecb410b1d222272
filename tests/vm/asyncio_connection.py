# Streams: reading in every way, cancelling, closing, the older names.
try:
    import asyncio
    import socket
    import time
except ImportError:
    print("SKIP")
    raise SystemExit


def kind(e):
    return (type(e).__name__, e.args)


async def main(port):

    async def serve(r, w):
        print("type", type(r).__name__, r is w, w.get_extra_info("peername") is not None)
        try:
            w.get_extra_info("x")
        except Exception as e:
            print(kind(e))
        while 1:
            l = await r.readline()
            if not l:
                break
            print("srv", l)
            if l == b"big\n":
                w.write(b"x" * 300000)
            elif l == b"bye\n":
                break
            else:
                w.write(b"got " + l)
            await w.drain()
        w.close()
        await w.wait_closed()
    s = await asyncio.start_server(serve, "127.0.0.1", port)
    print(type(s).__name__)
    r, w = await asyncio.open_connection("127.0.0.1", port)
    w.write(b"a\n")
    await w.drain()
    print(await r.readline())
    w.write(b"abc\n")
    await w.drain()
    print(await r.read(3))
    print(await r.readexactly(2))
    b = bytearray(2)
    print(await r.readinto(b), b)
    print(await r.read(100))
    w.write(b"big\n")
    await w.drain()
    print(len(await r.readexactly(300000)))
    w.write("str\n") if 0 else w.write(b"str\n")
    await w.drain()
    print(await r.readline())
    try:
        print(await asyncio.wait_for(r.read(1), 0.01))
    except asyncio.TimeoutError:
        print("to")
    w.write(b"ex\n")
    await w.drain()
    print(await r.read(3))
    w.write(b"bye\n")
    await w.drain()
    try:
        print(await r.readexactly(100))
    except Exception as e:
        print(kind(e))
    print(await r.read(), await r.read(5), await r.readline())
    w.close()
    await w.wait_closed()
    r, w = await asyncio.open_connection("127.0.0.1", port)
    if hasattr(w, "awrite"):
        await w.awrite(b"old\n")
        print(await r.readline())
        await w.awritestr("olds\n")
        print(await r.readline())
        await w.awrite(b"xxoff\n", 2, 4)
        print(await r.readline())
        await w.aclose()
    else:
        print("no awrite")
    try:
        await asyncio.open_connection("127.0.0.1", 1)
    except OSError as e:
        print(kind(e))
    r, w = await asyncio.open_connection("127.0.0.1", port)
    t = asyncio.create_task(r.read(1))
    await asyncio.sleep_ms(5)
    t.cancel()
    try:
        await t
    except asyncio.CancelledError:
        print("can")
    w.write(b"q\n")
    await w.drain()
    print(await r.readline())
    w.close()
    await w.wait_closed()
    s.close()
    await s.wait_closed()
    try:
        await asyncio.open_connection("127.0.0.1", port)
    except OSError as e:
        print(kind(e))
    async with await asyncio.start_server(serve, "127.0.0.1", port) as s2:
        print("ctx")
    x = asyncio.StreamReader(socket.socket())
    print(type(x).__name__, x.s is not None)
start = 20000 + time.time_ns() // 1000 % 20000
for p in range(start, start + 100):
    try:
        asyncio.run(main(p))
        break
    except OSError as e:
        if e.errno != 98:
            raise
print(asyncio.StreamReader is asyncio.StreamWriter)
