# Time must stay bounded where a plain backtracking matcher explodes.
import re

print(re.match("(a|a)*b", "a" * 300))
print(re.match("(?:aa?a?a?a?)*b", "a" * 200))
print(re.search("(x+x+)+y", "x" * 400))
print(re.match("(.*)(.*)(.*)(.*)(.*)[0-9]", "a" * 60))
print(re.match("(?:(?:a|b|ab)+c?)+d", "ab" * 200))
print(re.search("(?:a+)+$", "a" * 2000 + "b"))
for pattern in ("(a*)*", "(a*)+", "(a?)*b", "(|a)+", "(a|)*b"):
    try:
        print(re.match(pattern, "aaa"))
    except RuntimeError as e:
        print("RuntimeError", e)
