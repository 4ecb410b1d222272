# SPDX-License-Identifier: MIT
"""Tasks of asyncio that print in an order both loops keep: events, locks,
gather, cancellation, exceptions, async with and async for over them."""

HEAD = """import asyncio
async def work(n, turns):
    for i in range(turns):
        emit(0, (n, i))
        await asyncio.sleep(0)
    if n == %d:
        raise ValueError(n)
    return n * 10"""


def body(p):
    kind = p.below(8)
    count = p.r.randint(1, 3)
    first = 10 if kind == 1 else 0  # no task ends with an exception before it is awaited
    calls = ["work(%d, %d)" % (first + n, p.below(4)) for n in range(count)]
    if kind == 0:
        p.emit("await asyncio.gather(%s, return_exceptions=True)" % ", ".join(calls))
    elif kind == 1:
        p.line("ts = [asyncio.create_task(c) for c in (%s,)]" % ", ".join(calls))
        with p.block("for t1 in ts:"):
            p.line("try:\n            emit(%d, await t1)\n        except ValueError as e:\n            fail(%d, e)" % (p.tag(), p.tag()))
    elif kind == 2:
        p.line("t1 = asyncio.create_task(work(7, 9))")
        p.line("for i in range(%d): await asyncio.sleep(0)" % p.below(4))
        p.line("emit(%d, t1.cancel())" % p.tag())
        p.line("try:\n        await t1\n    except asyncio.CancelledError as e:\n        emit(%d, 'cancelled')" % p.tag())
        p.emit("t1.done()")
    elif kind == 3:
        p.line("ev = asyncio.Event()\n    async def waiter(n):\n        await ev.wait()\n        emit(0, ('woken', n))")
        p.line("ts = [asyncio.create_task(waiter(i)) for i in range(%d)]" % count)
        p.line("await asyncio.sleep(0)\n    ev.set()\n    for t1 in ts: await t1")
    elif kind == 4:
        p.line("lock = asyncio.Lock()\n    async def locked(n):\n        async with lock:\n            emit(0, ('in', n))\n            await asyncio.sleep(0)\n"
               "            emit(0, ('out', n))")
        p.line("await asyncio.gather(*[locked(i) for i in range(%d)])" % count)
        p.emit("lock.locked()")
    elif kind == 5:
        seconds, limit = p.pick((0, 20), (20, 0.02))
        p.line("async def own():\n        try:\n            await asyncio.sleep(%s)\n            return 'done'\n        finally:\n            emit(0, 'finally')" % seconds)
        p.line("try:\n        emit(%d, await asyncio.wait_for(own(), %s))\n    except asyncio.TimeoutError as e:\n        emit(%d, 'late')" % (
            p.tag(), limit, p.tag()))
    elif kind == 6:
        p.attempt("r = await work(%d, 1)" % p.below(3), "r")
    else:
        p.emit("[await work(n, 1) for n in (3, 4)]")


def program(p):
    p.line(HEAD % p.below(4))
    with p.block("async def main():"):
        for _ in range(p.r.randint(1, 4)):
            body(p)
        p.line("return %s" % p.small())
    p.step("asyncio.run(main())")
