# SPDX-License-Identifier: MIT
"""re: something looked for in a long text."""
import re

NUMBER = re.compile(r"[-+]?\d+\.\d+")
WORD = re.compile(r"needle")
CHOICE = re.compile(r"(error|warning): (\w+)")
END = re.compile(r"\w+$")


def main():
    hay = "the quick brown fox jumps over the lazy dog, " * 8
    total = 0
    for i in range(150):
        total += int(float(NUMBER.search(hay + "%d.5 s" % i).group(0)))
        total += WORD.search(hay + "needle") is not None
        total += WORD.search(hay) is None
        total += len(CHOICE.search(hay + "error: sensor%d" % i).group(2))
        total += len(END.search(hay + "end").group(0))
    return total


print(main())
