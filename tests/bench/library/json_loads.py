# SPDX-License-Identifier: MIT
"""json: reading of compact and of indented documents."""
import json

ITEM = '{"id": %d, "label": "item %d", "on": true, "tags": ["a", "b", null]}'
INDENTED = """{
    "name": "sensor",
    "text": "line\\nwith \\"quotes\\" and \\u00e4",
    "plain": "%s",
    "numbers": [
        %s
    ]
}
"""


def main():
    compact = "[" + ",".join([ITEM % (i, i) for i in range(60)]) + "]"
    indented = INDENTED % (
        "a sentence without anything to be escaped " * 20,
        ",\n        ".join([str(i * 1234567) for i in range(200)]))
    total = 0
    for _ in range(60):
        total += len(json.loads(compact))
        total += len(json.loads(indented)["numbers"])
    return total


print(main())
