# SPDX-License-Identifier: MIT
"""A dictionary of words: counting, then sorting by frequency."""


def words(n):
    seed = 7
    out = []
    for _ in range(n):
        seed = (seed * 1103515245 + 12345) & 0x7fffffff
        w = ""
        k = (seed >> 8) % 900
        while True:
            w += "abcdefghijklmnopqrstuvwxyz"[k % 26]
            k //= 26
            if not k:
                break
        out.append(w)
    return " ".join(out)


def main():
    text = words(8000)
    best = None
    for _ in range(8):
        counts = {}
        for word in text.split():
            counts[word] = counts.get(word, 0) + 1
        longer = {}
        for word in text.split():
            if word not in longer:
                longer[word] = []
            longer[word].append(len(word))
        best = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return best[:3], len(longer)


print(main())
