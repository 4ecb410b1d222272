# What MicroPython's re does in its own way.
import re


def attempt(f, *args):
    try:
        value = f(*args)
        if hasattr(value, "group"):
            value = value.group(0)
        print(args, repr(value))
    except Exception as e:
        print(args, repr(e))


for pattern in ("a{2}", "a{2,3}", r"\bfoo", r"\n", r"\1", "[]a]", "[^]a]",
                "[]", "[^]", "[z-a]", "a^", r"\A", r"\x41", "{", "a{,2}"):
    for subject in ("a", "aa", "a{2}", "n", "1", "foo", "a]", "A", "{"):
        m = re.match(pattern, subject)
        print(pattern, subject, m and m.group(0))

for pattern in ("[", "[a", "[a-z", "(", ")", "a)", "(a", "*", "+", "?", "a**",
                "a*+", "a+*", "^*", "$*", "\\", "[\\", "(?", "(?:", "(?:a",
                "(?=a)", "(?!a)", "(?P<n>a)", "(?i)a", "(?#x)a", "(*)"):
    try:
        re.compile(pattern)
        print(pattern, "compiles")
    except ValueError as e:
        print(pattern, repr(e))

m = re.match("(a)(b)?", "a")
print(m, type(m), type(re.compile("a")), m.group(2))
attempt(m.group)
attempt(m.group, 0, 1)
attempt(m.group, 3)
attempt(m.group, -1)
attempt(m.group, "x")
attempt(re.match, "a", bytearray(b"a"))
attempt(re.match, "a", 5)
attempt(re.match, 5, "a")
attempt(re.match, b"a(b)", "ab")
attempt(re.match, "a(b)", b"ab")
attempt(re.match, "a")
attempt(re.match, "a", "ba", 1)
attempt(re.search, "a", "bab", 2)
attempt(re.compile, "a", 0, 0)
attempt(re.compile("a").search, "bab", -2, -1)
attempt(re.compile("a+").match, "aab", -1)

attempt(re.sub, "a", "b", "banana", 0)
attempt(re.sub, "a", "b", "banana", -1)
attempt(re.sub, "x*", "-", "abc")
attempt(re.sub, "x*", "-", "axxb")
attempt(re.sub, "a|x*", "-", "axxb")
attempt(re.sub, "^", ">", "abc")
attempt(re.sub, "", "-", "abc")
attempt(re.sub, "a", r"\0", "banana")
attempt(re.sub, "a", r"\5", "banana")
attempt(re.sub, "a", r"\10", "ban")
attempt(re.sub, "a", r"\n", "ban")
attempt(re.sub, "a", r"\g<x>", "ban")
attempt(re.sub, "a", r"\g<0", "ban")
attempt(re.sub, "a", r"\g", "ban")
attempt(re.sub, "a", "\\", "ban")
attempt(re.sub, "(a)(n)?", r"[\1\2]", "banana")
attempt(re.sub, "a", b"b", "banana")
attempt(re.sub, "a", "b", b"banana")
attempt(re.sub, "a", None, "a")
attempt(re.sub, "a", None, "b")
attempt(re.sub, "a", "b", 5)
attempt(re.sub, "a", "b", "a", None)
attempt(re.sub, "a", "b", "aaa", 1, 0, 0)

for pattern in ("x", "x*", "", "(x)", ",| "):
    attempt(re.compile(pattern).split, "axbxxc, d")
attempt(re.compile("a").split, "banana", -1)
attempt(re.compile("a").split, "banana", 0)
attempt(re.compile("a").split, "bab", None)
attempt(re.compile("a").split)
attempt(type(re.compile("a")))
attempt(type(m))
