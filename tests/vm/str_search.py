# SPDX-License-Identifier: MIT
# Looking for parts of text, ASCII and not.
for s in ("abcabc", "äöüäöü", "", "aaaa", "x€y€z"):
    for part in ("a", "bc", "", "ä", "aa", "€", "abcabcabc"):
        print(s.find(part), s.rfind(part), s.count(part), part in s,
              s.startswith(part), s.endswith(part), s.find(part, 1), s.find(part, 1, 3),
              s.rfind(part, -3), s.count(part, 1, -1), "|".join(s.partition(part)) if part else "",
              "|".join(s.rpartition(part)) if part else "")
        try:
            print(s.index(part), s.rindex(part))
        except ValueError as e:
            print("ValueError", e)
print("abc".startswith(("x", "a")), "abc".endswith(("x", "y")), "abc".startswith("b", 1))
print("abc".find("", 3), "abc".find("", 4), "abc".rfind("", 0, 1))
print("aaa".replace("a", "bb"), "aaa".replace("a", "b", 2), "abc".replace("", "-"),
      "aäb".replace("ä", "ae"), "abc".replace("x", "y"), "aaa".replace("aa", "b"),
      "abc".replace("", "-", 2), "x".replace("x", ""), "äö".replace("", "."))
print("abcabc".removeprefix("abc"), "abcabc".removesuffix("bc"), "abc".removeprefix("x"))
