# SPDX-License-Identifier: MIT
# Types that do not go together in viper functions.
import micropython

PROGRAM = "@micropython.viper\ndef f(%s)%s:\n %s\n"
for params, result, body in (
        ("x: int", "", "x = None"), ("", "", "x = 1\n x = ''"),
        ("x: int, y: object", "", "x + y"), ("x: int", "", "x += 'a'"),
        ("x: int", " -> ptr8", "return x"), ("x", " -> int", "return x"),
        ("x: int", "", "return x"), ("", " -> bool", "return 5"),
        ("", " -> int", "return None"), ("", " -> bool", "return 1 < 2"),
        ("x: uint", " -> int", "return x"), ("", "", "return 'a'"),
        ("", "", "print(x)\n x = 1"), ("", "", "while True:\n  x = 1"),
        ("x: ptr", "", "x[0]"), ("x: int", "", "x[0]"),
        ("x: int", "", "x[0] = 1"), ("x: ptr8", "", "x[1.0]"),
        ("x: ptr8", "", "x['a'] = 1"), ("x: ptr8", "", "x[0] = 'a'"),
        ("x: ptr8", "", "x[0] = None"), ("x: ptr8, y: uint", "", "x[y] = y"),
        ("x: ptr16", " -> int", "return x[0]"),
        ("x: int", "", "raise x"), ("x", "", "raise x"),
        ("x: int", "", "not x"), ("x: int", "", "return not (x < 1)"),
        ("x: int", "", "x @ x"), ("x: int", "", "x / x"),
        ("x: int", "", "x ** x"), ("x: int", "", "x in x"),
        ("x: uint, y: int", "", "x < y"), ("x: uint", "", "x < 1"),
        ("x: uint, y: int", " -> uint", "return x + y"),
        ("x: ptr8", "", "if x: pass"), ("x: uint", "", "while x: pass"),
        ("x: int", "", "for i in range(x): i = None"),
        ("x", "", "for i in x: i = 1"), ("x: int", "", "y = x < 1\n y = x"),
        ("x: int", " -> object", "return [x]"), ("x: foo", "", "pass"),
        ("x: int", "", "return print(x, x.y)"),
        ("x", " -> ptr8", "return ptr8(x)"), ("x", " -> int", "return int(x)")):
    try:
        exec(PROGRAM % (params, result, body))
        print("works:", params, result, body)
    except Exception as e:
        print(type(e).__name__, e)
