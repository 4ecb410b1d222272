# SPDX-License-Identifier: MIT
# Paths as text.
import uos as os

sep = "/"


def normcase(s):
    return s


def isabs(s):
    return s.startswith("/")


def join(first, *more):
    whole = first
    for part in more:
        if part.startswith("/"):
            whole = part
        elif not whole or whole.endswith("/"):
            whole += part
        else:
            whole += "/" + part
    return whole


def normpath(s):
    out = []
    for part in s.split("/"):
        if part in ("", "."):
            continue
        if part == ".." and out and out[-1] != "..":
            out.pop()
        elif part != ".." or not s.startswith("/"):
            out.append(part)
    return ("/" if s.startswith("/") else "") + "/".join(out) or "."


def abspath(s):
    return normpath(s if isabs(s) else join(os.getcwd(), s))


realpath = abspath


def split(s):
    head, slash, tail = s.rpartition("/")
    if head.strip("/"):
        head = head.rstrip("/")
    else:
        head += slash
    return head, tail


def dirname(s):
    return split(s)[0]


def basename(s):
    return split(s)[1]


def splitext(s):
    head, name = s[:s.rfind("/") + 1], s[s.rfind("/") + 1:]
    stem = name.lstrip(".")
    dot = stem.rfind(".")
    if dot < 0:
        return s, ""
    dot += len(name) - len(stem)
    return head + name[:dot], name[dot:]


def _mode(s):
    try:
        return os.stat(s)[0]
    except OSError:
        return 0


def exists(s):
    return _mode(s) != 0


lexists = exists


def isdir(s):
    return _mode(s) & 0xF000 == 0x4000


def isfile(s):
    return _mode(s) & 0xF000 == 0x8000


def getsize(s):
    return os.stat(s)[6]


def getmtime(s):
    return os.stat(s)[8]


def commonprefix(names):
    if not names:
        return ""
    low, high = min(names), max(names)
    n = 0
    while n < len(low) and low[n] == high[n]:
        n += 1
    return low[:n]


def relpath(s, start="."):
    here = [p for p in abspath(start).split("/") if p]
    there = [p for p in abspath(s).split("/") if p]
    n = 0
    while n < len(here) and n < len(there) and here[n] == there[n]:
        n += 1
    return "/".join([".."] * (len(here) - n) + there[n:]) or "."


def expanduser(s):
    if s == "~" or s.startswith("~/"):
        return (os.getenv("HOME") or "/") + s[1:]
    return s
