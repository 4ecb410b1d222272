# string, textwrap, html, base64, hmac, fnmatch, urllib.parse, pprint.
import base64
import fnmatch
import hmac
import html
import pprint
import string
import textwrap
from urllib.parse import (parse_qs, parse_qsl, quote, quote_plus, unquote,
                          unquote_plus, urlencode, urljoin, urlsplit,
                          urlunsplit)


def attempt(f, *args, **keywords):
    try:
        print(f(*args, **keywords))
    except Exception as e:
        print("ValueError" if isinstance(e, ValueError) else type(e).__name__)


print(string.ascii_letters, string.hexdigits, string.octdigits)
print(string.punctuation, len(string.printable))
print(string.capwords("hello  old WORLD"), string.capwords("a-b", "-"))
t = string.Template("$a ${b}c $$ $d_1.")
attempt(t.substitute, a=1, b="x", d_1=None)
attempt(t.substitute, a=1)
attempt(t.safe_substitute, a=1)
attempt(string.Template("$").substitute)
attempt(string.Template("${a").safe_substitute, a=1)

text = "The quick brown fox jumped over the supercalifragilistic lazy dog."
for width in (10, 20, 70):
    print(textwrap.wrap(text, width))
print(textwrap.fill(text, 30, initial_indent="* ", subsequent_indent="  "))
print(textwrap.wrap(text, 10, break_long_words=False), textwrap.wrap("", 5))
print(textwrap.shorten("Hello  world of text", 12))
print(textwrap.shorten("Hello  world", 40))
print(repr(textwrap.dedent("  a\n    b\n\n  c\n")))
print(repr(textwrap.dedent("\ta\n  b")), repr(textwrap.indent("a\n\nb\n", "> ")))

print(html.escape("<a href=\"x\">'&'</a>"), html.escape("'\"", quote=False))
print(html.unescape("&lt;&#65;&#x42;&amp;amp;&quot;&unknown;"))

for data in (b"", b"f", b"fo", b"foo", b"foob", b"\xff\xfe\xfd" * 30):
    print(base64.b64encode(data), base64.b32encode(data),
          base64.b16encode(data), base64.urlsafe_b64encode(data))
    assert base64.b64decode(base64.b64encode(data)) == data
    assert base64.b32decode(base64.b32encode(data)) == data
    assert base64.b16decode(base64.b16encode(data)) == data
    assert base64.urlsafe_b64decode(base64.urlsafe_b64encode(data)) == data
    assert base64.decodebytes(base64.encodebytes(data)) == data
print(base64.encodebytes(bytes(100)))
attempt(base64.b32decode, b"AB")
attempt(base64.b32decode, b"abcdefgh")
attempt(base64.b32decode, b"abcdefgh", True)
attempt(base64.b16decode, b"ab")

for key in (b"", b"key", b"k" * 100):
    m = hmac.new(key, b"mess", "sha256")
    m.update(b"age")
    print(m.hexdigest(), m.hexdigest() == m.hexdigest())
print(hmac.new(b"k", b"m", "sha1").digest())
print(hmac.compare_digest(b"ab", b"ab"), hmac.compare_digest("a", "b"))
attempt(hmac.new, b"k", b"m")

names = ["a.py", "b.txt", ".x", "ab.py", "a[1]", "A.PY", "x-y"]
for pattern in ("*", "*.py", "?.*", "[ab]*", "[!ab]*", "a[[]1]", "*b*y",
                "[a-c].py", "[", "a.p", "**", "x[-]y", "[]]"):
    print(pattern, [n for n in names if fnmatch.fnmatchcase(n, pattern)])

for text in ("a b/c?d=e&f", "ü€", "~._-", ""):
    print(quote(text), quote(text, safe=""), quote_plus(text),
          unquote(quote(text)) == text, unquote_plus(quote_plus(text)) == text)
print(unquote("%zz%4"), unquote("a%20b+c"), unquote_plus("a%20b+c"))
print(urlencode({"a": 1, "b c": "d&e"}), urlencode([("a", (1, 2))], True))
print(parse_qsl("a=1&b=&c=d+e&a=2"), parse_qs("a=1&b=&a=2", True))
for url in ("http://user@host:80/p/q?x=y#z", "//h/p", "/p?q", "mailto:a@b",
            "p#", "file:///etc/x", ""):
    print(tuple(urlsplit(url)), urlunsplit(urlsplit(url)))
for url in ("g", "./g", "../g", "/g", "//g", "?y", "#s", "", "http://x/y",
            "../../g", "g/", ".", "mailto:x"):
    print(urljoin("http://a/b/c/d?q", url))

pprint.pprint([1, 2])
pprint.pprint({"b": list(range(30)), "a": {"x": ("y",) * 12}, "c": "d" * 70})
print(pprint.pformat({}), pprint.pformat((["one", 2],) * 5, width=20))
