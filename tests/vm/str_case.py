# SPDX-License-Identifier: MIT
# Case, classes of characters, padding.
for s in ("abc", "ABC", "aBc 1", "", "1", " ", "a1", "Title Case", "they're bill's", "\t\n"):
    print(s.upper(), s.lower(), s.title(), s.capitalize(), s.swapcase(), s.isalpha(), s.isdigit(),
          s.isalnum(), s.isspace(), s.isupper(), s.islower(), s.istitle(), s.isascii())
for w in (0, 3, 6, 7):
    print("abc".center(w) + "|", "abcd".center(w, "*"), "abc".ljust(w) + "|", "abc".rjust(w, "."),
          "-42".zfill(w), "42".zfill(w), "ä".center(w, "ö") + "|")
print("abc".encode(), "ä€".encode(), "ä".encode("utf-8"), b"\xc3\xa4".decode() == "ä")
