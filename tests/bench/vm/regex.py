# SPDX-License-Identifier: MIT
"""re: matches, searches, groups, splits and substitutions in log lines."""
import re

LINE = re.compile(r"(\d+)-(\d+)-(\d+) ([A-Z]+) \[(\w+)\] (.*)")
NUMBER = re.compile(r"[-+]?\d+\.\d+")
BLANKS = re.compile(r"\s+")
PAIR = re.compile(r"(\w+)=(\w+|\"[^\"]*\")")


def main():
    total = 0
    for i in range(400):
        text = "2026-%d-%d INFO [task%d] took %d.%d s, key=value  n=%d" % (
            i % 12 + 1, i % 28 + 1, i, i, i % 10, i)
        match = LINE.match(text)
        total += int(match.group(1)) + int(match.group(3))
        total += len(match.group(6))
        total += int(float(NUMBER.search(text).group(0)))
        total += len(BLANKS.split(text))
        pair = PAIR.search(text)
        total += len(pair.group(1)) + len(pair.group(2))
        total += len(re.sub("[aeiou]", "-", text))
        total += LINE.match("no date " + text) is None
    return total


print(main())
