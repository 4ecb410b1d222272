# SPDX-License-Identifier: MIT
# Fetches a page and a JSON document: use_requests.py http://server:port
import sys

import requests

base = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"
with requests.get(base + "/") as response:
    print(response.status_code, response.reason, len(response.content))
answer = requests.post(base + "/echo", json={"sensor": 21.5}, timeout=5)
print(answer.json())
