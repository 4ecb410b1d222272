# SPDX-License-Identifier: MIT
# URLs and their parts.
from collections import namedtuple

_SAFE = ("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
         "0123456789_.-~")

# schemes that have a place for a host, even if it is empty
_HIERARCHICAL = ("file", "ftp", "http", "https", "ws", "wss")

SplitResult = namedtuple(
    "SplitResult", ("scheme", "netloc", "path", "query", "fragment"))


def quote(text, safe="/"):
    data = text.encode() if isinstance(text, str) else text
    return "".join(chr(b) if chr(b) in _SAFE or (b < 128 and chr(b) in safe)
                   else "%%%02X" % b for b in data)


def quote_plus(text, safe=""):
    return quote(text, safe + " ").replace(" ", "+")


def unquote_to_bytes(text):
    data = text.encode() if isinstance(text, str) else text
    out = bytearray()
    i = 0
    while i < len(data):
        if data[i] == 37 and i + 2 < len(data):
            try:
                out.append(int(data[i + 1:i + 3], 16))
                i += 3
                continue
            except ValueError:
                pass
        out.append(data[i])
        i += 1
    return bytes(out)


def unquote(text):
    return unquote_to_bytes(text).decode()


def unquote_plus(text):
    return unquote(text.replace("+", " "))


def urlencode(query, doseq=False):
    pairs = query.items() if hasattr(query, "items") else query
    out = []
    for key, value in pairs:
        values = value if doseq and isinstance(value, (list, tuple)) else (
            (value,))
        for v in values:
            out.append(quote_plus(str(key)) + "=" + quote_plus(str(v)))
    return "&".join(out)


def parse_qsl(text, keep_blank_values=False):
    pairs = []
    for part in text.split("&"):
        key, _, value = part.partition("=")
        if value or (keep_blank_values and key):
            pairs.append((unquote_plus(key), unquote_plus(value)))
    return pairs


def parse_qs(text, keep_blank_values=False):
    found = {}
    for key, value in parse_qsl(text, keep_blank_values):
        found.setdefault(key, []).append(value)
    return found


def urlsplit(url):
    url, _, fragment = url.partition("#")
    url, _, query = url.partition("?")
    scheme = netloc = ""
    head, colon, rest = url.partition(":")
    if colon and head and head.replace("+", "").replace("-", "").replace(
            ".", "").isalpha():
        scheme, url = head.lower(), rest
    if url[:2] == "//":
        netloc, slash, path = url[2:].partition("/")
        url = slash + path
    return SplitResult(scheme, netloc, url, query, fragment)


def urlunsplit(parts):
    scheme, netloc, path, query, fragment = parts
    if netloc or (scheme in _HIERARCHICAL and path[:2] != "//"):
        path = "//" + netloc + (
            "/" if path and path[0] != "/" else "") + path
    if scheme:
        path = scheme + ":" + path
    if query:
        path += "?" + query
    if fragment:
        path += "#" + fragment
    return path


def _resolve(path):
    out = []
    parts = path.split("/")
    for part in parts:
        if part == "..":
            if len(out) > 1:
                out.pop()
        elif part != ".":
            out.append(part)
    if parts[-1] in (".", ".."):
        out.append("")
    return "/".join(out)


def urljoin(base, url):
    b, u = urlsplit(base), urlsplit(url)
    if u.scheme and u.scheme != b.scheme:
        return url
    if u.netloc:
        return urlunsplit((b.scheme, u.netloc, u.path, u.query, u.fragment))
    if not u.path:
        return urlunsplit((b.scheme, b.netloc, b.path, u.query or b.query,
                           u.fragment))
    path = u.path
    if path[0] != "/":
        path = b.path.rpartition("/")[0] + "/" + path
    return urlunsplit((b.scheme, b.netloc, _resolve(path), u.query,
                       u.fragment))
