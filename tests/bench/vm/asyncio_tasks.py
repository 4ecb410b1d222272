# SPDX-License-Identifier: MIT
"""asyncio: tasks that sleep, wait for each other, and share a lock."""
import asyncio


async def worker(turns, lock, counts, i):
    for _ in range(turns):
        await asyncio.sleep(0)
        async with lock:
            counts[i] += 1
    return turns


async def producer(event, n):
    for _ in range(n):
        event.set()
        await asyncio.sleep(0)


async def consumer(event, n):
    seen = 0
    for _ in range(n):
        await event.wait()
        event.clear()
        seen += 1
        await asyncio.sleep(0)
        event.set()
    return seen


async def main():
    lock = asyncio.Lock()
    counts = [0] * 20
    total = sum(await asyncio.gather(
        *[worker(50, lock, counts, i) for i in range(20)]))
    event = asyncio.Event()
    task = asyncio.create_task(producer(event, 300))
    total += await consumer(event, 300)
    await task
    return total, sum(counts)


print(asyncio.run(main()))
