# SPDX-License-Identifier: MIT
# The specification language of format().
ints = ["", "d", "5", "<5", "^7", ">6", "=+8", "08", "+", " ", "-", "x", "X", "#x", "#X", "#010x", "b", "#b",
        "o", "#o", "c", "n", ",", "_", "015,", "_x", "_b", "*^12", "<05", "e", ".2f", "g", "%", ".1%", "+08.1f",
        "#o", "10,", "020_d", "^+9,"]
for spec in ints:
    for v in (0, 5, -5, 65, 1234567, -98765432109876543210, True):
        if spec == "c" and not 0 <= v < 128:
            continue
        print(spec, "{:{}}|".format(v, spec), format(v, spec) + "|")
floats = ["", "5", "10.3f", "e", ".0e", "g", "G", ".3", ".3g", "#.3g", "%", ".1%", "+", " ", "08.2f", ",.2f", "_.1f",
          "<10", "^10", "=+10", "*>10.1f", ".10", "n", "E", "F", ".0f", "#.0f", "020,.1f"]
for spec in floats:
    for v in (0.0, -0.0, 1.5, -2.25, 1e10, 123456.789, 1e-7, 1e100, float("inf"), float("nan"), 0.5, 2.5, 1.25):
        print(spec, "{:{}}|".format(v, spec))
for spec in ("", "s", "5", "<5", ">5", "^5", "*^7", ".2", "5.1", "10s", ".0", "x>3"):
    for v in ("", "a", "abc", "äöü"):
        print(spec, format(v, spec) + "|")
for v, spec in ((5, "z"), (5, "s"), ("a", "d"), (1.5, "d"), ("a", "+"), ("a", "=5"), (5, "5z"), (5, "."), ("a", "x")):
    try:
        print(format(v, spec))
    except ValueError:
        print("ValueError")
