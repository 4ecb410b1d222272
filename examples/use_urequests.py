# SPDX-License-Identifier: MIT
# The older name of requests: use_urequests.py http://server:port
import sys

import urequests

base = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"
response = urequests.get(base + "/")
print(response.status_code, response.text)
response.close()
