# SPDX-License-Identifier: MIT
"""A day's work at the prompt in a heap of 16 KB."""
import sys

from prompt import Prompt

# What is typed, what ends the answer, what the answer must contain.
SESSION = [
    (b"import sys\r", b">>> ", b""),
    (b"def twice(n):\r", b"... ", b""),
    (b"return n * 2\r", b"... ", b""),
    (b"\x7f\r", b">>> ", b""),
    (b"twice(21)\r", b">>> ", b"42"),
    (b"class Point:\r", b"... ", b""),
    (b"def __init__(self, x): self.x = x\r", b"... ", b""),
    (b"def area(self): return sum(self.x * i for i in range(4))\r",
     b"... ", b""),
    (b"\x7f\r", b">>> ", b""),
    (b"p = Point(7)\r", b">>> ", b""),
    (b"p.ar\t()\r", b">>> ", b"p.area()\r\r\n42"),
    (b"sys.\t", b">>> sys.", b"maxsize"),
    (b"\x03", b">>> ", b""),
    (b"twice(None)\r", b">>> ", b"line 2, in twice"),
    (b"[0] * 20000\r", b">>> ", b"MemoryError"),
    (b"import json\r", b">>> ", b""),
    (b"json.loads(json.dumps({'a': [1, 2.5]}))\r", b">>> ",
     b"{'a': [1, 2.5]}"),
    (b"\x05", b"=== ", b"paste mode"),
    (b"import asyncio\r"
     b"async def tick(n):\r"
     b"    for i in range(2):\r"
     b"        await asyncio.sleep_ms(1)\r"
     b"        print('tick', n, i)\r"
     b"async def main():\r"
     b"    await asyncio.gather(tick(1), tick(2))\r"
     b"asyncio.run(main())\r\x04", b">>> ",
     b"tick 1 0\r\ntick 2 0\r\ntick 1 1\r\ntick 2 1\r\n"),
    (b"sorted(set(globals()) & {'twice', 'Point', 'tick'})\r", b">>> ",
     b"['Point', 'tick', 'twice']"),
    (b"x = 'k' * 1000; len(x)\r", b">>> ", b"1000"),
]


def prompt_works(program, heap):
    """"" when the session goes as it should, else what went wrong."""
    prompt = Prompt("-X", f"heapsize={heap}", program=program)
    try:
        prompt.expect(b">>> ")
        for keys, end, want in SESSION:
            got = prompt.send(keys, end)
            if want not in got:
                return f"typed {keys!r}, wanted {want!r}, got {got!r}"
    except AssertionError as why:
        return str(why)
    finally:
        prompt.close()
    return ""
