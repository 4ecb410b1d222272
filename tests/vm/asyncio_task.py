# Tasks: running, awaiting, cancelling, and what nobody waited for.
import asyncio
import sys


def attempt(f, *args):
    try:
        print(f(*args))
    except Exception as e:
        print(repr(e))


async def foo(n):
    print("foo", n)
    await asyncio.sleep_ms(n)
    print("foo end", n)
    return n * 2


async def fails(n=0):
    await asyncio.sleep_ms(n)
    raise ValueError("e")


async def awaiting():
    t = asyncio.create_task(foo(5))
    print(t, t.done(), t.state, t.data)
    await asyncio.sleep(0)
    print(t.done(), t.state, t.data)
    print(await t, t.done(), t.state, t.data)
    print(await t)
    t = asyncio.create_task(fails())
    for i in range(2):
        try:
            await t
        except ValueError as e:
            print("caught", e, t.state, repr(t.data))

    async def returns_exception():
        return ValueError(1)

    print(repr(await asyncio.create_task(returns_exception())))
    t = asyncio.create_task(returns_exception())
    await asyncio.sleep(0)
    print(t.state, repr(t.data), repr(await t))

    async def waits(t):
        try:
            return await t
        except ValueError as e:
            return "waits caught"

    t = asyncio.create_task(fails(2))
    pair = [asyncio.create_task(waits(t)) for i in range(2)]
    await asyncio.sleep(0)
    print(t.state)
    print(await pair[0], await pair[1], t.state)

    async def stops():
        raise StopIteration(5)

    async def stops_async():
        raise StopAsyncIteration(5)

    for f in (stops, stops_async):
        try:
            print(await asyncio.create_task(f()))
        except Exception as e:
            print(repr(e))
    print(asyncio.current_task().state, asyncio.current_task().data)
    print(asyncio.core.cur_task is asyncio.current_task())
    return 42


async def cancelling():
    async def sleeps():
        try:
            await asyncio.sleep(10)
        finally:
            print("finally")

    t = asyncio.create_task(foo(1000))
    await asyncio.sleep(0)
    print(t.cancel(), t.done(), t.state)
    try:
        await t
    except asyncio.CancelledError as e:
        print("cancelled", repr(e), t.done(), t.state, repr(t.data))
    print(t.cancel())
    attempt(asyncio.current_task().cancel)
    t = asyncio.create_task(foo(1))
    t.cancel()
    try:
        await t
    except asyncio.CancelledError as e:
        print("never started")
    t = asyncio.create_task(sleeps())
    await asyncio.sleep(0)
    t.cancel()
    await asyncio.sleep_ms(1)
    print(t.done(), t.state, repr(t.data))

    async def swallows():
        for i in range(3):
            try:
                await asyncio.sleep(10)
            except asyncio.CancelledError:
                print("swallowed")
        return 7

    t = asyncio.create_task(swallows())
    await asyncio.sleep(0)
    t.cancel()
    await asyncio.sleep(0)
    print(t.cancel(), t.cancel())
    await asyncio.sleep(0)
    t.cancel()
    print(await t)

    # cancelling reaches the task that is awaited
    async def waits(t):
        try:
            await t
        except asyncio.CancelledError:
            print("waits: cancelled")
            raise

    t = asyncio.create_task(sleeps())
    w = asyncio.create_task(waits(t))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    w.cancel()
    for task in (w, t):
        try:
            await task
        except asyncio.CancelledError:
            print(task.done(), t.done())

    async def cancels(t):
        t.cancel()

    me = asyncio.current_task()
    asyncio.create_task(cancels(me))
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        print("I was")


def handler(loop, context):
    print("handler", loop, sorted(context.keys()), context["message"])
    print(repr(context["exception"]), context["future"])


async def unretrieved():
    t = asyncio.create_task(fails())
    for i in range(5):
        print(i, t.done(), t.state, repr(t.data))
        await asyncio.sleep(0)
    try:
        await t
    except ValueError as e:
        print("caught", t.state)
    t = asyncio.create_task(fails())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print(t.done(), t.state)
    try:
        await t
    except ValueError as e:
        print("caught in time", t.state)
    asyncio.get_event_loop().call_exception_handler(
        {"message": "m", "exception": 1, "future": 2})


print(asyncio.run(awaiting()))
asyncio.run(cancelling())
loop = asyncio.get_event_loop()
print(loop.get_exception_handler())
loop.set_exception_handler(handler)
print(loop.get_exception_handler() is handler)
asyncio.run(unretrieved())
loop.set_exception_handler(None)
print(loop.get_exception_handler())

attempt(asyncio.create_task, 1)
attempt(asyncio.create_task, foo)
attempt(asyncio.run, 1)
attempt(asyncio.current_task)
attempt(asyncio.create_task, asyncio.sleep_ms(1))
print(asyncio.core.cur_task)


async def raises(e):
    raise e


for e in (KeyError(3), SystemExit(3), KeyboardInterrupt(), asyncio.CancelledError()):
    try:
        asyncio.run(raises(e))
    except BaseException as got:
        print(repr(got))
asyncio.new_event_loop()


async def others(e):
    asyncio.create_task(raises(e))
    await asyncio.sleep_ms(5)
    print("not reached")


for e in (SystemExit(3), KeyboardInterrupt()):
    try:
        asyncio.run(others(e))
    except BaseException as got:
        print(repr(got))
    asyncio.new_event_loop()

# loops
print(loop, type(loop), asyncio.new_event_loop())


async def stopping():
    await asyncio.sleep_ms(1)
    print("stopping")
    loop.stop()
    loop.stop()
    print("stopped")
    await asyncio.sleep_ms(50)
    print("later")


loop.create_task(stopping())
print(loop.run_forever())
print(loop.run_until_complete(foo(100)), loop.close())
asyncio.new_event_loop()
t = asyncio.create_task(foo(4))
print(asyncio.run_until_complete(t))
print(asyncio.run_until_complete())
print(asyncio.sleep(0) is not None, asyncio.__version__)
try:
    asyncio.nothing
except AttributeError as e:
    print(repr(e))
print(asyncio.CancelledError.__bases__, asyncio.TimeoutError.__bases__)
