# SPDX-License-Identifier: MIT
# The shortest text that reads back as the same float.
values = [0.0, -0.0, 0.1, 0.2, 0.1 + 0.2, 1 / 3, 2 / 3, 1e15, 1e16, 1e17, 123456789.123,
          1e-4, 1e-5, 1.5e-7, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308,
          9007199254740993.0, 1e22, 1e23, 2.0 ** 70, 2.0 ** -44, 100.0, 1e100,
          3.141592653589793, 2.5, 1e300 * 1e10, -1e300 * 1e10, 4.35, 0.000123,
          float("nan"), float("inf"), -1.0, 123456.0, 1234567890123456.7]
for v in values:
    print(v, repr(v), str(v) == repr(v), v != v or float(repr(v)) == v)
x = 1.0
for i in range(60):
    x = x * 1.7 + 0.3
    print(x, 1 / x)
for text in ("1.5e3", " 1.5 ", ".5", "5.", "+1", "-1e-3", "inf", "-Infinity", "nan",
             "1e400", "1e-400", "1_0.5", "0.1e1", "123456789012345678901234567890"):
    print(text, float(text))
for text in ("", "abc", "1.5a", "--1", "0x10", "1e", "e5", "1 2", "1__0", "in"):
    try:
        print(text, float(text))
    except ValueError:
        print(text, "ValueError")
