# SPDX-License-Identifier: MIT
"""json: writing of readings, settings and texts."""
import json


def main():
    readings = [{"id": i, "label": "item %d" % i, "on": i % 2 == 0,
                 "tags": ["a", "b", None]} for i in range(60)]
    text = {"text": "line\nwith \"quotes\" and \\ and tab\t" * 20,
            "plain": "a sentence without anything to be escaped " * 20}
    numbers = [i * 1234567 for i in range(200)]
    total = 0
    for _ in range(60):
        total += len(json.dumps(readings)) + len(json.dumps(text))
        total += len(json.dumps(numbers))
    return total


print(main())
