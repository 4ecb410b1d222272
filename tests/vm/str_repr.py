# SPDX-License-Identifier: MIT
# Quotes and escapes of repr().
for s in ("", "a", "a'b", 'a"b', "a'\"b", "\\", "\n\t\r", "\x00\x01\x1f\x7f", "'", '"', "''\"\""):
    print(repr(s), str(s) == s)
print([1, "a'b", b"c'd", ("x\n",)], {"k'": "v\""})
for b in (b"", b"abc", b"'", b'"', b"'\"", b"\x00\x7f\x80\xff\n\t\r\\"):
    print(b, repr(b), repr(bytearray(b)) if b != b"'" else "")
print("tab\there", "nl\\n", r"raw\n", "\x41\u0042\103")
