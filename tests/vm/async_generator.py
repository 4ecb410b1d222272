# SPDX-License-Identifier: MIT
# Asynchronous generators and comprehensions.
async def ag():
    yield 1
    yield 2
async def main():
    r=[]
    async for x in ag(): r.append(x)
    print(r)
    print([x async for x in ag()])
    print({x: x async for x in ag() if x>1})
    print({x async for x in ag()})
try: main().send(None)
except StopIteration: pass
class S:
    def __await__(s): yield 'S'
async def ag(n):
    try:
        for i in range(n):
            await S()
            x = yield i
            print('sent',x)
    except ValueError as e:
        print('VE',e); yield 've'
    finally: print('fin')
def run(c):
    try:
        while 1: print('Y',c.send(None))
    except StopIteration as e: print('ret',e.value); return e.value
    except BaseException as e: print('exc',type(e).__name__,e)
a=ag(3)
run(a.__anext__()); run(a.asend(5)); run(a.athrow(ValueError('q'))); run(a.__anext__()); run(a.__anext__())
a=ag(3); run(a.__anext__()); run(a.aclose()); run(a.__anext__())
a=ag(3); run(a.aclose())
print(a.__aiter__() is a)
async def m():
    async for i in ag(2): print('i',i)
    g=(x*2 async for x in ag(2))
    async for i in g: print('g',i)
    return [y for y in [x async for x in ag(1)]]
run(m())
