#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A gateway with a farm: as many boards as it takes, in one process, each
found, listed, and run by upyctl; one with an endless program is no bother."""
import json
import os
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "lib"))
from rig import Rig, check, run, wait_until  # noqa: E402

BOARDS = int(os.environ.get("UPY_FARM", "200"))
ADOPTED = 10


class Farm(Rig):
    def start_farm(self):
        self.start("farm", self.program("upy-board"), "--count", str(BOARDS),
                   "--id-prefix", "unit-", "--connect", self.tcp)

    def found_ids(self):
        return {board["id"] for board in self.found()}


def all_are_found_and_some_run():
    with Farm() as farm:
        farm.start_gateway()
        began = time.monotonic()
        farm.start_farm()
        want = {f"unit-{i}" for i in range(1, BOARDS + 1)}
        wait_until(lambda: farm.found_ids() == want, "all are found", 120)
        print(f"# {BOARDS} boards found in {time.monotonic() - began:.1f} s")
        for number in range(1, ADOPTED + 1):
            farm.ok("board", "adopt", f"unit-{number}", f"b{number}")
            farm.wait_online(f"b{number}")
        listed = [board for board in json.loads(farm.ok("ls", "--json"))
                  if board["online"]]
        check(len(listed) == ADOPTED, f"{len(listed)} listed")
        with open(farm.path("endless.py"), "w", encoding="ascii") as program:
            program.write("while True: pass\n")
        farm.ok("run", "--no-follow", "b1", farm.path("endless.py"))
        for number in range(2, ADOPTED + 1):
            out = farm.ok("exec", f"b{number}", f"print({number} ** 2)")
            check(out == f"{number ** 2}\n", out)
        check(farm.board("b1")["online"], "the busy one is there")


if __name__ == "__main__":
    run(all_are_found_and_some_run)
