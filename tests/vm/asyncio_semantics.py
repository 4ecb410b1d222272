# What tasks, gather, wait_for, events, locks and the loop promise.
try:
    import asyncio
except ImportError:
    print("SKIP")
    raise SystemExit


def kind(e):
    return (type(e).__name__, e.args)


async def step(x, ms=1, err=None):
    try:
        await asyncio.sleep_ms(ms)
        if err:
            raise err
        return x
    except asyncio.CancelledError:
        print("cancelled", x)
        raise
    finally:
        print("fin", x)


async def gathering():
    print(await asyncio.gather(step(1, 3), step(2, 1)))
    print(await asyncio.gather(step(1, 3), step(2, 1, ValueError(2)), return_exceptions=True))
    try:
        print(await asyncio.gather(step(1, 30), step(2, 1, ValueError(2))))
    except Exception as e:
        print(kind(e))
    print(await asyncio.gather())
    t = asyncio.create_task(step(5, 1))
    await asyncio.sleep_ms(5)
    print(await asyncio.gather(t, step(6)))
    t = asyncio.create_task(asyncio.gather(step(7, 50), step(8, 60)))
    await asyncio.sleep_ms(2)
    t.cancel()
    try:
        await t
    except BaseException as e:
        print(kind(e))
    await asyncio.sleep_ms(70)
asyncio.run(gathering())


async def with_deadline():
    print(await asyncio.wait_for(step(1, 1), 1))
    try:
        await asyncio.wait_for(step(2, 100), 0.01)
    except asyncio.TimeoutError as e:
        print(kind(e))
    try:
        await asyncio.wait_for_ms(step(3, 100), 10)
    except asyncio.TimeoutError as e:
        print(kind(e))
    print(await asyncio.wait_for(step(4, 1), None))
    try:
        await asyncio.wait_for(step(5, 1, OSError(5)), 1)
    except Exception as e:
        print(kind(e))

    async def swallow():
        try:
            await asyncio.sleep(1)
        except asyncio.CancelledError:
            print("swallowed")
        return 99
    try:
        print(await asyncio.wait_for(swallow(), 0.01))
    except Exception as e:
        print(kind(e))
    t = asyncio.create_task(asyncio.wait_for(step(6, 100), 1))
    await asyncio.sleep_ms(5)
    t.cancel()
    try:
        await t
    except BaseException as e:
        print(kind(e))
    print(issubclass(asyncio.TimeoutError, Exception), issubclass(asyncio.CancelledError, Exception))
    t = asyncio.create_task(step(7, 20))
    try:
        await asyncio.wait_for_ms(t, 5)
    except asyncio.TimeoutError:
        print("to", t.done())
asyncio.run(with_deadline())


async def waiting():
    ev = asyncio.Event()
    print(ev.is_set(), ev.state)

    async def wt(n):
        print("w", n, await ev.wait())
    ts = [asyncio.create_task(wt(i)) for i in range(3)]
    await asyncio.sleep(0)
    ev.set()
    print("set")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print(ev.is_set())
    ev.clear()
    print(ev.is_set())
    try:
        await asyncio.wait_for(ev.wait(), 0.01)
    except asyncio.TimeoutError:
        print("to")
    f = asyncio.ThreadSafeFlag()

    async def fl():
        await f.wait()
        print("flag")
    t = asyncio.create_task(fl())
    await asyncio.sleep_ms(1)
    f.set()
    await t
    f.set()
    f.clear()
    try:
        await asyncio.wait_for(f.wait(), 0.01)
    except asyncio.TimeoutError:
        print("to2")
    l = asyncio.Lock()
    print(l.locked())

    async def lk(n):
        async with l:
            print("in", n, l.locked())
            await asyncio.sleep_ms(1)
    await asyncio.gather(lk(1), lk(2), lk(3))
    print(l.locked())
    try:
        l.release()
    except Exception as e:
        print(kind(e))
    await l.acquire()
    try:
        await asyncio.wait_for(l.acquire(), 0.01)
    except asyncio.TimeoutError:
        print("to3")
    l.release()
    print(l.locked())
asyncio.run(waiting())


async def cancelling():
    t = asyncio.create_task(step(1, 1))
    print(t.done())
    await t
    print(t.done())
    print(asyncio.current_task() is not None, type(asyncio.current_task()).__name__)
    try:
        asyncio.current_task().cancel()
    except Exception as e:
        print(kind(e))
    print(t.cancel())
    t = asyncio.create_task(step(2, 10))
    print(t.cancel())
    try:
        await t
    except asyncio.CancelledError as e:
        print(kind(e))
    t = asyncio.create_task(step(3, 10))
    await asyncio.sleep_ms(1)
    print(t.cancel())
    print(t.done())
    await asyncio.sleep_ms(1)
    print(t.done())
    try:
        await t
    except asyncio.CancelledError as e:
        print(kind(e))
    try:
        print(await t)
    except asyncio.CancelledError as e:
        print(kind(e))
    t = asyncio.create_task(step(4, 1, KeyError(1)))
    await asyncio.sleep_ms(5)
    try:
        await t
    except Exception as e:
        print(kind(e))
    try:
        asyncio.create_task(5)
    except Exception as e:
        print(kind(e))
    try:
        asyncio.create_task(step)
    except Exception as e:
        print(kind(e))
    try:
        t.foo = 1
    except Exception as e:
        print(kind(e))
asyncio.run(cancelling())
try:
    asyncio.current_task()
except Exception as e:
    print(kind(e))


def h(loop, ctx):
    print("handler", loop is asyncio.get_event_loop(), ctx["message"], kind(ctx["exception"]), sorted(ctx.keys()), type(ctx["future"]).__name__)
lp = asyncio.get_event_loop()
print(lp.get_exception_handler())
lp.set_exception_handler(h)
print(lp.get_exception_handler() is h)


async def unret():
    asyncio.create_task(step(1, 1, ValueError(1)))
    await asyncio.sleep_ms(10)
asyncio.run(unret())
lp.call_exception_handler({"message": "m", "exception": OSError(1), "future": None})
lp.set_exception_handler(None)
asyncio.run(unret())
lp = asyncio.new_event_loop()
print(lp.run_until_complete(step(9)))
lp.create_task(step(10, 5))


async def st():
    await asyncio.sleep_ms(10)
    lp.stop()
    print("stopped")
lp.create_task(st())
lp.run_forever()
print("after")
lp.close()
lp.stop()
try:
    asyncio.run(step(1, 1, ValueError("top")))
except ValueError as e:
    print(kind(e))
try:
    asyncio.run(step(1, 1, SystemExit(3)))
except SystemExit as e:
    print(kind(e))


async def ret_exc():
    return ValueError(5)
print(repr(asyncio.run(ret_exc())))


async def r():
    t = asyncio.create_task(ret_exc())
    return repr(await t)
print(asyncio.run(r()))


async def shield():
    try:
        print(await asyncio.wait_for(step(1), timeout=1))
    except Exception as e:
        print(kind(e))
    try:
        print(await asyncio.wait_for(aw=step(1), timeout=1))
    except Exception as e:
        print(kind(e))
    await asyncio.sleep(0.001)
    await asyncio.sleep_ms(t=1)
try:
    asyncio.run(shield())
except Exception as e:
    print(kind(e))
