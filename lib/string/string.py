# SPDX-License-Identifier: MIT
# Sets of characters.
whitespace = " \t\n\r\v\f"
ascii_lowercase = "abcdefghijklmnopqrstuvwxyz"
ascii_uppercase = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ascii_letters = ascii_lowercase + ascii_uppercase
digits = "0123456789"
hexdigits = digits + "abcdef" + "ABCDEF"
octdigits = "01234567"
punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
printable = digits + ascii_letters + punctuation + whitespace


def capwords(s, sep=None):
    return (sep or " ").join(
        word[:1].upper() + word[1:].lower() for word in s.split(sep))


class Template:
    def __init__(self, template):
        self.template = template

    def _fill(self, values, safe):
        out = []
        rest = self.template
        while True:
            before, dollar, rest = rest.partition("$")
            out.append(before)
            if not dollar:
                return "".join(out)
            if rest[:1] == "$":
                out.append("$")
                rest = rest[1:]
                continue
            brace = rest[:1] == "{"
            n = 1 if brace else 0
            while rest[n:n + 1].isalpha() or rest[n:n + 1] == "_" or (
                    n > brace and rest[n:n + 1].isdigit()):
                n += 1
            name = rest[brace:n]
            whole = rest[:n + brace]
            if not name or (brace and rest[n:n + 1] != "}"):
                if not safe:
                    raise ValueError("Invalid placeholder in string")
                out.append("$")
                continue
            if name in values:
                out.append(str(values[name]))
            elif safe:
                out.append("$" + whole)
            else:
                raise KeyError(name)
            rest = rest[len(whole):]

    def substitute(self, mapping={}, **keywords):
        return self._fill(dict(mapping, **keywords), False)

    def safe_substitute(self, mapping={}, **keywords):
        return self._fill(dict(mapping, **keywords), True)
