# SPDX-License-Identifier: MIT
# Taking text apart and putting it together.
for s in ("a,b,c", "", ",", "a,,b", " a  b ", "\ta\nb\r\n", "äxöxü", "one"):
    for parts in (s.split(), s.split(","), s.split(",", 1), s.split("x"), s.split(None, 1),
                  s.rsplit(), s.rsplit(",", 1), s.rsplit("x", 1), s.rsplit(None, 1),
                  s.split(",", 0), s.rsplit(",", 0), s.split(None, 0)):
        print(len(parts), "|".join(parts))
print("a\nb\r\nc\rd".splitlines(), "a\nb\n".splitlines(True), "".splitlines(), "\n".splitlines())
print("  x ".strip() + "|" + "  x ".lstrip() + "|" + "  x ".rstrip() + "|")
print("xxaxx".strip("x"), "xyax".strip("xy"), "äxä".strip("ä"), "abc".strip("abc"), "".strip())
print("-".join(["a", "b", "c"]), "".join([]), ", ".join(("x",)), "-".join("abc"),
      "ä".join(["1", "2"]), ",".join(str(i) for i in range(5)))
try:
    "a".split("")
except ValueError as e:
    print(e)
