# SPDX-License-Identifier: MIT
"""json: dump to a stream and load from one."""
import io
import json


def main():
    data = {"name": "sensor", "values": [i * 3 for i in range(100)],
            "nested": [{"id": i, "tags": ["a", "b"]} for i in range(30)]}
    total = 0
    for _ in range(60):
        out = io.StringIO()
        json.dump(data, out)
        total += len(json.load(io.StringIO(out.getvalue())))
    return total


print(main())
