# SPDX-License-Identifier: MIT
"""asyncio: many tasks that sleep for different times, some cancelled, some
with a time limit."""
import asyncio

order = []


async def sleeper(i):
    await asyncio.sleep((i * 7 % 20) / 1000)
    order.append(i)


async def moment():
    await asyncio.sleep(0)


async def never():
    await asyncio.sleep(1000)


async def main():
    await asyncio.gather(*[sleeper(i) for i in range(100)])
    tasks = [asyncio.create_task(never()) for _ in range(200)]
    await asyncio.sleep(0)
    cancelled = 0
    for task in tasks:
        task.cancel()
        try:
            await task
        except asyncio.CancelledError:
            cancelled += 1
    for _ in range(100):
        await asyncio.wait_for(moment(), 10)
    return sorted(order) == list(range(100)), cancelled


print(asyncio.run(main()))
