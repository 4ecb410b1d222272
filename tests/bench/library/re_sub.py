# SPDX-License-Identifier: MIT
"""re: substitutions and splits."""
import re

BLANKS = re.compile(r"\s+")
VOWELS = re.compile("[aeiou]")
PAIR = re.compile(r"(\w+)=(\w+)")


def main():
    text = "the  quick brown\tfox jumps over   the lazy dog "
    pairs = "a=1 b=2 key=value x=y " * 4
    total = 0
    for i in range(300):
        total += len(VOWELS.sub("-", text))
        total += len(BLANKS.split(text))
        total += len(PAIR.sub(r"\2=\1", pairs))
        total += len(PAIR.sub(lambda match: match.group(1), pairs))
    return total


print(main())
