# SPDX-License-Identifier: MIT
"""Strings built by +=, join, %, format and f-strings."""


def main():
    total = 0
    for k in range(40):
        text = ""
        for i in range(200):
            text += "ab"
        total += len(text)
        parts = []
        for i in range(500):
            parts.append(str(i * k))
        total += len(",".join(parts))
        for i in range(300):
            total += len("%d: %s = %5.2f" % (i, "name", i * 0.5))
            total += len("{}: {:>8} = {:x}".format(i, "name", i))
            total += len(f"{i}: {k:4d} {'x'!r}")
            total += len(str(i) + " " + repr(k))
    return total


print(main())
