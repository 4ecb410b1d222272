# Searching and matching: what MicroPython and CPython agree on.
import re

SUBJECTS = ["", "a", "b", "aa", "ab", "abc", "aab", "abab", "aabb", "xaby",
            "a-b", "a.b", "12", "a1", " a b ", "a\nb", "foo.bar_9 -x",
            "ababac", "[a]", "a\\b", "cdcd", "aXbX"]
PATTERNS = [
    "a", "ab", "a|b", "ab|b|c", "a*", "a+", "a?", "a*?b", "a+?b", "a??b",
    "(a)", "(a)(b)", "(a)?b", "(a)*b", "(ab)+", "(ab)*c", "(a|b)+", "(a|b)*?b",
    "((a)|b)+", "(a+)(b+)", "(a*)(b*)", "(a|ab)(c|bc|)", "^a", "a$", "^a*$",
    "^(a|b)*$", ".", "..", ".*", ".+b", ".*?b", "a.b", "[ab]", "[^ab]",
    "[a-c]+", "[^a-c]+", "[a-]+", "[-a]+", "[.]", r"[\.]", r"[\]\[]+",
    r"\d", r"\d+", r"\D+", r"\w+", r"\W+", r"\s", r"\S+", r"[\d_]+", r"[^\s]+",
    r"[\w.]+", r"\.", r"\\", r"\[a\]", "(?:ab)+", "(?:a|b)(c)?", "(?:(a)|b)*",
    "(a(b(c)?)?)", "(cd)+", "(.)X", "x?(a)?y?", "((((a))))", "(a)|(b)|(c)",
    "a|^b", "b|", "(?:)a", "()", "(|a)b", "(a|)b", "a{", "[+--]+", "[a^]+",
    "(a+|b+)*c", "(a+b?)+", "(?:a+?b)+?c", "[a-cx-z]+",
]


def show(match):
    if match is None:
        return "-"
    return "%s%s%s" % (match.group(0), match.groups(), match.span())


for pattern in PATTERNS:
    regex = re.compile(pattern)
    row = []
    for subject in SUBJECTS:
        if pattern in (".", "..", ".*", ".+b", ".*?b", "a.b") and \
                "\n" in subject:
            continue
        row.append(show(regex.match(subject)))
        row.append(show(regex.search(subject)))
    print(pattern, row)

# groups
m = re.match("(a)(b)?(c*)", "a")
print(m.groups(), m.group(1), m.group(2), m.group(3))
print(m.span(), m.span(1), m.span(2), m.span(3))
print(m.start(), m.end(), m.start(1), m.end(1), m.start(2), m.end(2))
for i in (4, -1, 100):
    for f in (m.group, m.span, m.start, m.end):
        try:
            f(i)
            print("no error")
        except IndexError:
            print("IndexError", end=" ")
print()

# bytes
m = re.match(b"(a+)(.)", b"aa\xffb")
print(m.group(0), m.groups(), m.span(2))
print(re.search(b"[\x80-\xff]+", b"ab\x80\xc3\xffc").group(0))
print(re.sub(b"b+", b"-", b"abbcb"), re.compile(b",").split(b"a,b,"))

# positions
regex = re.compile("a+")
for args in ((0,), (1,), (2, 3), (3,), (99,), (2, 1), (0, 0), (1, 99)):
    print(args, show(regex.match("baab", *args)),
          show(regex.search("baab", *args)))
print(show(re.compile("a$").search("xaab", 0, 3)))
print(show(re.compile("^a").search("baab", 1)))

# characters beyond ASCII are characters
m = re.search("(.)ü+([à-ï])", "xéüüêz")
print(m.group(0) == "éüüê", len(m.group(1)), m.span(), m.span(2))
print(re.match("[^a]", "é").span(), re.match("é*", "éé").span())
print(len(re.sub("é", "ab", "éxé")), re.match("..$", "é1") is not None)
print(re.compile("a").search("éa", 1).span(), re.match(".*ü", "éüé").span())

# sub
print(re.sub("a", "b", "banana"), re.sub("a", "b", "banana", 2))
print(re.sub("(a)(n)?", r"[\1]", "banana"))
print(re.sub("(a)", r"\g<1>x\g<0>", "banana"))
print(re.sub("an", lambda m: m.group(0).upper(), "banana"))
print(re.sub("(.)(.)", r"\2\1", "abcdef"), re.sub("x", "y", "abc"))
print(re.sub("(a)", r"\\1", "ban"), re.sub(r"\s+", " ", "a  b \t c"))
print(re.compile("b+").sub("-", "abbcb"), re.compile("b").sub("-", "bb", 1))
print(re.sub("^a", "b", "aaa"), re.sub("a$", "b", "aaa"))
print(re.sub(re.compile("b"), "c", "abc"), re.match(re.compile("a"), "ab").span())
try:
    re.sub("a", r"\5", "banana")
except Exception as e:
    print("error")

# split
print(re.compile("x").split("axbxxc"), re.compile("x+").split("axbxxc", 1))
print(re.compile("[ ,]+").split("a, b,c d"), re.compile("a").split(""))

# long texts and patterns that explode
text = "a" * 5000
print(len(re.match(".*", text).group(0)), len(re.match("(a|b)*", text).group(0)))
print(re.match("(?:a|b)*c", text), re.search("b", text), re.match("a*?b", text))
print(re.match("(a|a)*b", "a" * 22), re.search("(?:a|aa)+$", "a" * 400).span())
print(re.compile("x" * 300).match("x" * 300).span())
print(re.match("(" * 40 + "a" + ")" * 40, "a").groups() == ("a",) * 40)
