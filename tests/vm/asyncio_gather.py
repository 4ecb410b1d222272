# gather and wait_for, with every way to end.
import asyncio


async def step(n, name=""):
    try:
        await asyncio.sleep_ms(n)
    except asyncio.CancelledError:
        print("cancelled", n)
        raise
    print("end", n)
    return n


async def fails(n):
    await asyncio.sleep_ms(n)
    raise KeyError(n)


async def swallows(n):
    try:
        await asyncio.sleep_ms(n)
    except asyncio.CancelledError:
        print("swallowed")
    await asyncio.sleep_ms(1)
    return "swallowed"


async def gathering():
    print(await asyncio.gather())
    print(await asyncio.gather(step(30), step(1), step(15)))
    print(await asyncio.gather(step(30), fails(1), step(15), return_exceptions=True))
    try:
        print(await asyncio.gather(step(30), fails(1), step(15)))
    except KeyError as e:
        print(repr(e))
    await asyncio.sleep_ms(60)
    t = asyncio.create_task(step(20))
    print(await asyncio.gather(t, step(1)), t.state)
    t = asyncio.create_task(step(1))
    await asyncio.sleep_ms(15)
    print(await asyncio.gather(t), t.state)

    # cancelled from outside
    async def gathers():
        try:
            print(await asyncio.gather(step(200), step(300)))
        except asyncio.CancelledError:
            print("gather cancelled")
            raise

    t = asyncio.create_task(gathers())
    await asyncio.sleep_ms(1)
    t.cancel()
    try:
        await t
    except asyncio.CancelledError:
        print("seen")

    # one inside is cancelled
    async def cancels():
        await asyncio.sleep_ms(1)
        t.cancel()

    t = asyncio.create_task(step(200))
    asyncio.create_task(cancels())
    print(await asyncio.gather(t, step(20), return_exceptions=True))
    t = asyncio.create_task(step(200))
    asyncio.create_task(cancels())
    try:
        print(await asyncio.gather(t, step(20)))
    except asyncio.CancelledError as e:
        print("gather:", repr(e))
    await asyncio.sleep_ms(40)

    async def returns_exception():
        return ValueError(1)

    print(await asyncio.gather(returns_exception(), returns_exception()))
    try:
        await asyncio.gather(asyncio.sleep_ms(1))
    except TypeError as e:
        print(repr(e))


async def waiting():
    print(await asyncio.wait_for(step(1), 1), await asyncio.wait_for(step(1), None))
    print(await asyncio.wait_for_ms(step(1), 500))
    try:
        await asyncio.wait_for_ms(step(500), 5)
    except asyncio.TimeoutError as e:
        print(repr(e))
    try:
        await asyncio.wait_for(step(500), 0)
    except asyncio.TimeoutError as e:
        print(repr(e))
    try:
        await asyncio.wait_for_ms(fails(1), 500)
    except KeyError as e:
        print(repr(e))
    try:
        print(await asyncio.wait_for_ms(swallows(200), 5))
    except asyncio.TimeoutError as e:
        print(repr(e))
    t = asyncio.create_task(step(200))
    try:
        await asyncio.wait_for_ms(t, 5)
    except asyncio.TimeoutError:
        print(t.done())

    async def waits():
        try:
            print(await asyncio.wait_for_ms(step(200), 300))
        except asyncio.CancelledError:
            print("wait_for cancelled")
            raise

    t = asyncio.create_task(waits())
    await asyncio.sleep_ms(1)
    t.cancel()
    try:
        await t
    except asyncio.CancelledError:
        print("seen")
    # what is waited for is cancelled
    t = asyncio.create_task(step(200))

    async def cancels():
        t.cancel()

    asyncio.create_task(cancels())
    try:
        await asyncio.wait_for_ms(t, 100)
    except asyncio.CancelledError:
        print("inner cancelled")
    # nested
    try:
        await asyncio.wait_for_ms(asyncio.wait_for_ms(step(300), 200), 10)
    except asyncio.TimeoutError:
        print("outer")
    try:
        await asyncio.wait_for_ms(asyncio.wait_for_ms(step(300), 10), 200)
    except asyncio.TimeoutError:
        print("inner")


asyncio.run(gathering())
asyncio.run(waiting())
