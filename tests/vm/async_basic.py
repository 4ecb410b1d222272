# SPDX-License-Identifier: MIT
# Coroutines driven by hand.
class Wait:
    def __init__(self, v):
        self.v = v
    def __await__(self):
        got = yield self.v
        return got
    __iter__ = __await__
async def leaf(n):
    r = await Wait(n)
    return ('leaf', r)
async def main():
    a = await leaf(1)
    b = await leaf(2)
    return a, b
c = main()
print(c.send(None), c.send('x'))
try:
    c.send('y')
except StopIteration as e:
    print(e.value)
class ACtx:
    async def __aenter__(self):
        print('aenter')
        return 'ctx'
    async def __aexit__(self, t, v, tb):
        print('aexit', t.__name__ if t else None)
        return True
class AIter:
    def __init__(self, n):
        self.n = n
    def __aiter__(self):
        return self
    async def __anext__(self):
        if self.n == 0:
            raise StopAsyncIteration
        self.n -= 1
        return self.n
async def uses():
    async with ACtx() as x:
        print('in', x)
        raise ValueError
    async for i in AIter(3):
        print(i)
    else:
        print('else')
    return 'end'
try:
    uses().send(None)
except StopIteration as e:
    print(e.value)
async def thrown():
    try:
        await Wait(1)
    except KeyError as e:
        print('got', e.args)
        return 'handled'
c = thrown()
c.send(None)
try:
    c.throw(KeyError('k'))
except StopIteration as e:
    print(e.value)
c = thrown()
c.send(None)
c.close()
print('closed')
