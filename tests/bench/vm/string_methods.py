# SPDX-License-Identifier: MIT
"""Searching, splitting, replacing, stripping and indexing of str."""

TEXT = ("the quick brown fox jumps over the lazy dog; "
        "pack my box with five dozen liquor jugs. ") * 10


def main():
    s = 0
    for _ in range(120):
        for word in TEXT.split():
            s += len(word.strip(".;"))
            if word.startswith("b") or word.endswith("s"):
                s += 1
            s += word.find("o")
        s += TEXT.count("the") + TEXT.replace("fox", "bear").find("bear")
        s += len(TEXT.upper().lower().split("dog"))
        for c in TEXT:
            if c == "q":
                s += 1
        for i in range(0, len(TEXT), 3):
            s += ord(TEXT[i])
        s += len(TEXT[10:200]) + ("jugs" in TEXT) + TEXT.rfind("lazy")
    return s


print(main())
