# Event, Lock, ThreadSafeFlag, and the order in which tasks run.
import asyncio


async def event():
    e = asyncio.Event()
    print(e.is_set(), e.set(), e.is_set(), await e.wait(), e.clear(), e.is_set())

    async def waits(i):
        print("waits", i)
        print(i, await e.wait())

    tasks = [asyncio.create_task(waits(i)) for i in range(4)]
    await asyncio.sleep(0)
    tasks[1].cancel()
    e.set()
    e.clear()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print([t.done() for t in tasks])
    t = asyncio.create_task(waits(9))
    await asyncio.sleep_ms(1)
    print(t.done())
    e.set()
    await t


async def lock():
    lock = asyncio.Lock()
    print(lock.locked(), await lock.acquire(), lock.locked(), lock.release())
    try:
        lock.release()
    except RuntimeError as e:
        print(repr(e))

    async def holds(i):
        async with lock:
            print("lock", i)
            await asyncio.sleep_ms(2)
            print("unlock", i)

    tasks = [asyncio.create_task(holds(i)) for i in range(4)]
    await asyncio.sleep(0)
    tasks[1].cancel()
    await tasks[3]
    print([t.done() for t in tasks], lock.locked())

    # cancelled after it was given the lock, before it ran
    await lock.acquire()
    t = asyncio.create_task(holds(7))
    u = asyncio.create_task(holds(8))
    await asyncio.sleep(0)
    lock.release()
    print(lock.locked())
    t.cancel()
    await u
    print(lock.locked())
    async with lock:
        print("held")
    try:
        async with lock:
            raise ValueError
    except ValueError:
        print(lock.locked())


async def flag():
    flag = asyncio.ThreadSafeFlag()
    flag.set()
    print(await flag.wait(), flag.state)

    async def waits():
        print("flag", await flag.wait())

    t = asyncio.create_task(waits())
    await asyncio.sleep_ms(1)
    flag.set()
    await t
    flag.set()
    flag.clear()
    t = asyncio.create_task(waits())
    await asyncio.sleep_ms(1)
    t.cancel()
    await asyncio.sleep_ms(1)
    print(t.done(), asyncio.core._io_queue.map)


async def order():
    async def runs(name, n):
        for i in range(n):
            print(name, i, end=" ")
            await asyncio.sleep(0)
        return name

    print(await asyncio.gather(runs("a", 3), runs("b", 5), runs("c", 1)))

    async def sleeps(ms, name):
        await asyncio.sleep_ms(ms)
        print(name, end=" ")

    await asyncio.gather(*[sleeps(ms, ms) for ms in (40, 20, 60, 0, 20)])
    print()
    print(await asyncio.sleep(0), await asyncio.sleep(0.001), await asyncio.sleep_ms(-5))


async def protocols():
    class Context:
        async def __aenter__(self):
            await asyncio.sleep(0)
            print("enter")
            return 1

        async def __aexit__(self, *args):
            await asyncio.sleep(0)
            print("exit", args[0])

    class Counter:
        def __init__(self, n):
            self.n = n

        def __aiter__(self):
            return self

        async def __anext__(self):
            await asyncio.sleep(0)
            if self.n == 0:
                raise StopAsyncIteration
            self.n -= 1
            return self.n

    async with Context() as value:
        async for i in Counter(3):
            print(value, i)

    async def cancelled():
        async with Context():
            await asyncio.sleep(10)

    t = asyncio.create_task(cancelled())
    await asyncio.sleep_ms(2)
    t.cancel()
    try:
        await t
    except asyncio.CancelledError:
        print("cancelled")


for test in (event, lock, flag, order, protocols):
    asyncio.run(test())
