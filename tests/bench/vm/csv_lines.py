# SPDX-License-Identifier: MIT
"""Lines of separated fields: split, strip, numbers out of text."""


def main():
    text = "\n".join("%d,name%d,%d.5, x y ,"
                     % (i, i, i) for i in range(3000))
    total = 0
    for line in text.split("\n"):
        fields = line.strip().split(",")
        total += int(fields[0]) + len(fields[1].upper())
        total += float(fields[2]) + len(fields[3].strip())
    return total


print(main())
