# SPDX-License-Identifier: MIT
"""Writing and reading of JSON."""
import json


def main():
    data = {"name": "sensor", "on": True, "none": None,
            "values": [i * 3 for i in range(100)],
            "floats": [i / 8 for i in range(50)],
            "nested": [{"id": i, "label": "item %d" % i, "tags": ["a", "b"]}
                       for i in range(60)],
            "text": "line\nwith \"quotes\" and \\ and tab\t" * 10}
    total = 0
    for _ in range(60):
        text = json.dumps(data)
        back = json.loads(text)
        total += len(text) + len(back["nested"])
    return total, back == data


print(main())
