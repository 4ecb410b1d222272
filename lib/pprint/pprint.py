# SPDX-License-Identifier: MIT
# Nested data over several lines where one is too short.
import sys


def _format(obj, indent, room, tail):
    text = repr(obj)
    if len(text) + tail <= room or not obj:
        return text
    pad = "\n" + " " * (indent + 1)
    if isinstance(obj, dict):
        try:
            keys = sorted(obj)
        except TypeError:
            keys = list(obj)
        parts = []
        for i, key in enumerate(keys):
            head = repr(key) + ": "
            parts.append(head + _format(
                obj[key], indent + 1 + len(head), room - 1 - len(head),
                tail + 1 if i == len(keys) - 1 else 1))
        return "{" + ("," + pad).join(parts) + "}"
    if isinstance(obj, (list, tuple)):
        start, end = "[]" if isinstance(obj, list) else "()"
        n = len(obj)
        parts = [_format(obj[i], indent + 1, room - 1,
                         tail + 1 if i == n - 1 else 1) for i in range(n)]
        if end == ")" and n == 1:
            end = ",)"
        return start + ("," + pad).join(parts) + end
    return text


def pformat(obj, width=80):
    return _format(obj, 0, width, 0)


def pprint(obj, stream=None, width=80):
    (stream or sys.stdout).write(pformat(obj, width) + "\n")


pp = pprint
