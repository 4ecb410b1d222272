# SPDX-License-Identifier: MIT
"""json: floats written and read again."""
import json


def main():
    values = [i / 8 for i in range(200)]
    total = 0
    for _ in range(60):
        text = json.dumps(values)
        total += len(text) + sum(json.loads(text))
    return total


print(main())
