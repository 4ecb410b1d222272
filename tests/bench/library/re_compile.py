# SPDX-License-Identifier: MIT
"""re: patterns compiled and used once."""
import re


def main():
    total = 0
    for i in range(300):
        total += re.compile(r"^(\d+)-(\d+) item%d [a-f]+$" % i).match(
            "12-34 item%d abcdef" % i) is not None
        total += re.match("[A-Za-z_][A-Za-z0-9_]*=(.*);", "key%d=value;" % i
                          ) is not None
    return total


print(main())
