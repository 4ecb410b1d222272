# async def, await, async for, async with, async comprehensions.
class Await:
    def __init__(self, v):
        self.v = v

    def __await__(self):
        r = yield self.v
        return r


class AIter:
    def __init__(self, n):
        self.i, self.n = 0, n

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.i >= self.n:
            raise StopAsyncIteration
        self.i += 1
        await Await('next%d' % self.i)
        return self.i


class ACtx:
    def __init__(self, log, swallow=False):
        self.log, self.swallow = log, swallow

    async def __aenter__(self):
        await Await('enter')
        self.log.append('enter')
        return 'ctx'

    async def __aexit__(self, t, v, tb):
        await Await('exit')
        self.log.append('exit %s' % (t.__name__ if t else None))
        return self.swallow


def run(coro):
    sent = []
    v = None
    while True:
        try:
            v = coro.send(v)
            sent.append(v)
        except StopIteration as e:
            return e.value, sent


async def add(a, b):
    x = await Await(a)
    y = await Await(b)
    return x, y


print(run(add(1, 2)))


async def loop(n):
    out = []
    async for i in AIter(n):
        if i == 2:
            continue
        if i == 4:
            break
        out.append(i)
    else:
        out.append('else')
    return out


print(run(loop(3)), run(loop(6)))


async def ctx(kind):
    log = []
    for i in range(2):
        async with ACtx(log, kind == 'swallow') as c, ACtx(log):
            log.append(c)
            if kind == 'break':
                break
            if kind == 'return':
                return log
            if kind == 'swallow':
                raise ValueError
        log.append('after')
    return log


for kind in ('none', 'break', 'return', 'swallow'):
    print(kind, run(ctx(kind))[0])


async def comp():
    a = [i async for i in AIter(3)]
    b = {i: j async for i in AIter(2) for j in 'x'}
    c = [await add(i, 0) for i in range(2)]
    d = [i async for i in AIter(4) if i % 2]
    return a, b, c, d


print(run(comp())[0])


async def error():
    try:
        async with ACtx([]) as c:
            raise KeyError(c)
    except KeyError as e:
        return 'caught', e.args
    finally:
        await Await('fin')


print(run(error()))


async def nested():
    async def inner(v):
        return await add(v, v)
    return [await inner(i) for i in range(2)], await (lambda: add(7, 8))()


print(run(nested())[0])


class Obj:
    async def m(self):
        return await self.n() + 1

    async def n(self):
        return 1


print(run(Obj().m()))
c = add(1, 2)
c.close()
try:
    c.send(None)
except (StopIteration, RuntimeError):
    print('closed')


def gen_delegate():
    r = yield from [1, 2]
    s = yield from sub()
    return r, s


def sub():
    x = yield 3
    return x


g = gen_delegate()
print(next(g), next(g), next(g))
try:
    g.send('sent')
except StopIteration as e:
    print(e.value)
