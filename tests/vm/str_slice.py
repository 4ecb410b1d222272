# SPDX-License-Identifier: MIT
# Indices and slices by code point.
for s in ("abcdef", "aäb€c😀", "", "x"):
    print(len(s), "|".join(list(s)), s * 2, s[::-1], s[1:], s[:-1], s[1:4:2], s[-3:], s[10:], s[::3], s[4:1:-1])
    for i in (-7, -6, -1, 0, 1, 5, 6):
        try:
            print(i, ord(s[i]))
        except IndexError as e:
            print(i, e)
print("abc" < "abd", "abc" < "ab", "a" < "ä", "ä" < "€" < "😀", "" < "a", "abc" == "abc")
print("a" "b", "ab" * 0, "ab" * -1, 3 * "ab", "a" + "b" + "ä")
print("b" in "abc", "" in "abc", "bd" in "abc", "ä" in "aäb")
print(min("hello"), max("hello"), sorted("hello"), "".join(reversed("abc")))
print(hash("abc") == hash("ab" + "c"), {"ab" + "c": 1}["abc"])
print(chr(228) == "ä", ord("€"), chr(128512) == "😀", len("\U0001f600\x00\u20ac"))
s = ""
for i in range(300):
    s += chr(0x60 + i)
print(len(s), s[100] == chr(0x60 + 100), s[250:260] == "".join(chr(0x60 + i) for i in range(250, 260)))
