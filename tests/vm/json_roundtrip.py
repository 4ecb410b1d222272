# SPDX-License-Identifier: MIT
# Writing JSON and reading it back.
import json
print(json.loads(json.dumps("é€😀")) == "é€😀")
values = [None, True, False, 0, -5, 1 << 70, 1.5, -0.25, 1e100, "", "a", "quote\" back\\ nl\n tab\t cr\r", [], {}, [1, [2, [3]]],
          {"a": 1, "b": [True, None, {"c": "d"}]}, (1, 2), [[]], {"k": {}}, "a/b", [{"x": 1}, {"y": [2]}]]
for v in values:
    text = json.dumps(v)
    back = json.loads(text)
    print(back == (list(v) if isinstance(v, tuple) else v), text if text.isascii() and len(text) < 60 else "")
print(json.dumps({"a": [1, 2]}, separators=(",", ":")), json.dumps([1, {"b": 2}], separators=(", ", " = ")))
print(json.dumps({1: 2, None: 3, 1.5: 4, "s": 5}))
for text in ("1", "-1.5e3", ' [ 1 , 2 ] ', '{"a" : {"b":[]}}', '"\\u0041\\n\\"\\\\\\/\\b\\f\\r\\t"', '"\\ud83d\\ude00"', "true", " null ",
             "[1.0,2e2,-0]", '{"a":1,"a":2}', "123456789012345678901234567890", '"tab"', b"[1]"):
    print(json.loads(text) if text != '"\\ud83d\\ude00"' else json.loads(text) == "😀")
for text in ("", "[1,", "[1]x", "nul", '"abc', "]", "}", '{"a"}', "{1:2}", "[1 2]", "[,]", '{"a":1,}', "--1", "+1", "[1}", "'a'", "[[[",
             '"\\u12"', '"\\x"', "1 2", "tru", "{", ":", ",", "-"):
    try:
        print(text, json.loads(text))
    except ValueError:
        print(text, "ValueError")
import io
s = io.StringIO()
json.dump({"a": [1, 2.5, "x"]}, s)
print(s.getvalue(), json.load(io.StringIO(s.getvalue())))
