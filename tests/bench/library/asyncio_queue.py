# SPDX-License-Identifier: MIT
"""asyncio: producers and consumers with a bounded queue of events and a lock,
as programs write it where asyncio has no Queue."""
import asyncio


class Queue:
    def __init__(self, most):
        self.most = most
        self.items = []
        self.added = asyncio.Event()
        self.taken = asyncio.Event()

    async def put(self, item):
        while len(self.items) >= self.most:
            self.taken.clear()
            await self.taken.wait()
        self.items.append(item)
        self.added.set()

    async def get(self):
        while not self.items:
            self.added.clear()
            await self.added.wait()
        item = self.items.pop(0)
        self.taken.set()
        return item


async def produce(queue, lock, count):
    for i in range(count):
        async with lock:
            await queue.put(i)


async def consume(queue, count):
    total = 0
    for _ in range(count):
        total += await queue.get()
    return total


async def main():
    queue, lock = Queue(8), asyncio.Lock()
    totals = await asyncio.gather(
        consume(queue, 1000), consume(queue, 1000),
        *[produce(queue, lock, 500) for _ in range(4)], return_exceptions=True)
    return totals[0] + totals[1]


print(asyncio.run(main()))
