# SPDX-License-Identifier: MIT
# File name patterns: * ? [abc] [!abc].


# Whether one character matches, and how long that part of the pattern is.
def _match_one(c, pattern):
    if pattern[0] == "?":
        return True, 1
    end = pattern.find("]", 2) if pattern[0] == "[" else -1
    if pattern[1:2] == "!" and end == 2:
        end = pattern.find("]", 3)
    if end < 0:
        return c == pattern[0], 1
    inside = pattern[1:end]
    negated = inside[:1] == "!"
    if negated:
        inside = inside[1:]
    found = False
    i = 0
    while i < len(inside):
        if inside[i + 1:i + 2] == "-" and i + 2 < len(inside):
            found = found or inside[i] <= c <= inside[i + 2]
            i += 3
        else:
            found = found or c == inside[i]
            i += 1
    return found != negated, end + 1


def fnmatchcase(name, pattern):
    i = k = 0
    retry = None
    while i < len(name):
        if k < len(pattern) and pattern[k] == "*":
            retry = i, k + 1
            k += 1
            continue
        ok, n = _match_one(name[i], pattern[k:]) if (
            k < len(pattern)) else (False, 0)
        if ok:
            i += 1
            k += n
        elif retry is None:
            return False
        else:
            # the last star takes one more character
            i, k = retry[0] + 1, retry[1]
            retry = i, k
    return not pattern[k:].strip("*")


def fnmatch(name, pattern):
    return fnmatchcase(name, pattern)


def filter(names, pattern):
    return [name for name in names if fnmatchcase(name, pattern)]
