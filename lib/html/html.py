# SPDX-License-Identifier: MIT
# Text in HTML.
_NAMES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))
_QUOTES = (('"', "&quot;"), ("'", "&#x27;"))


def escape(s, quote=True):
    for plain, name in _NAMES + (_QUOTES if quote else ()):
        s = s.replace(plain, name)
    return s


def unescape(s):
    out = []
    while True:
        before, mark, s = s.partition("&")
        out.append(before)
        if not mark:
            return "".join(out)
        name, end, rest = s.partition(";")
        for plain, known in _QUOTES + _NAMES + (
                ("'", "&apos;"), ("\xa0", "&nbsp;")):
            if "&" + name + end == known:
                out.append(plain)
                s = rest
                break
        else:
            if end and name[:1] == "#":
                hexadecimal = name[1:2] in "xX"
                out.append(chr(int(name[2 if hexadecimal else 1:],
                                   16 if hexadecimal else 10)))
                s = rest
            else:
                out.append("&")
