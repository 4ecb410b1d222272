# SPDX-License-Identifier: MIT
"""asyncio: tasks that only give way to each other."""
import asyncio


async def worker(turns):
    for _ in range(turns):
        await asyncio.sleep(0)
    return turns


async def main():
    return sum(await asyncio.gather(*[worker(300) for _ in range(10)]))


print(asyncio.run(main()))
