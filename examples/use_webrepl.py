# SPDX-License-Identifier: MIT
# A prompt for WebREPL clients, beside another task, for as long as that
# runs: use_webrepl.py [port [seconds]]
import asyncio
import sys

import webrepl

port = int(sys.argv[1]) if len(sys.argv) > 1 else 8266
seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 0.2


async def main():
    prompt = asyncio.create_task(webrepl.serve("127.0.0.1", port, "secret"))
    print("open ws://127.0.0.1 with a WebREPL client")
    await asyncio.sleep(seconds)
    prompt.cancel()
    print("closed")


asyncio.run(main())
