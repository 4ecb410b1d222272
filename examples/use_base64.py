# SPDX-License-Identifier: MIT
# Data as text and back.
import base64

text = base64.b64encode(b"\x00\xffdata")
print(text, base64.b64decode(text), base64.b32encode(b"data"))
