# SPDX-License-Identifier: MIT
"""re: log lines, addresses and settings taken apart."""
import re

LINE = re.compile(r"(\d+)-(\d+)-(\d+) ([A-Z]+) \[(\w+)\] (.*)")
ADDRESS = re.compile(r"^(\d+)\.(\d+)\.(\d+)\.(\d+)$")
SETTING = re.compile(r"\s*(\w+)\s*=\s*(\"[^\"]*\"|\w+)\s*")
NAME = re.compile(r"(a|b|c)*d?(on|off)$")


def main():
    total = 0
    for i in range(600):
        match = LINE.match("2026-%d-%d INFO [task%d] took a while" % (
            i % 12 + 1, i % 28 + 1, i))
        total += int(match.group(2)) + len(match.group(5))
        total += int(ADDRESS.match("192.168.%d.7" % (i & 255)).group(3))
        total += ADDRESS.match("192.168.%d.x" % (i & 255)) is None
        total += len(SETTING.match("  key%d = \"some text\"  " % i).group(2))
        total += NAME.match("abcabcabcdoff") is not None
    return total


print(main())
