# SPDX-License-Identifier: MIT
"""asyncio: two tasks that wake each other by events."""
import asyncio


async def side(mine, other, count):
    for _ in range(count):
        await mine.wait()
        mine.clear()
        other.set()


async def main():
    a, b = asyncio.Event(), asyncio.Event()
    a.set()
    await asyncio.gather(side(a, b, 1000), side(b, a, 1000))
    return a.is_set(), b.is_set()


print(asyncio.run(main()))
