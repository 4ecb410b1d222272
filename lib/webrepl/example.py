# A prompt for WebREPL clients, beside another task: example.py [port]
import asyncio
import sys

import webrepl

port = int(sys.argv[1]) if len(sys.argv) > 1 else 0


async def main():
    if not port:
        print("port? (8266 is usual)")
        return
    asyncio.create_task(webrepl.serve("127.0.0.1", port, "secret"))
    while True:
        await asyncio.sleep(1)


asyncio.run(main())
