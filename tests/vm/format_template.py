# SPDX-License-Identifier: MIT
# str.format and f-strings: fields, attributes, nesting.
class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __repr__(self):
        return "Point(%d, %d)" % (self.x, self.y)

    def __format__(self, spec):
        return "<" + spec + ">"


p = Point(1, 2)
print("{} {}".format(1, 2), "{1} {0}".format(1, 2), "{a} {b}".format(a=1, b="x"), "{{}}".format(), "{{{}}}".format(5))
print("{0.x} {0.y} {p.x}".format(p, p=p), "{0[1]} {0[a]} {1[0][1]}".format({1: 2, "a": 3}, [[4, 5]]))
print("{!r} {!s} {0!r:>5}".format("a", "b") if False else "{!r} {!s}".format("a", "b"), "{0!r:>5}|".format("a"))
print("{:>{w}} {:.{p}f} {:{}{}{}}".format(1, 2.34567, 3, "*", "^", 7, w=5, p=2))
print("{} {a}".format(1, a=2), "{:5}|{:<5}|{:^5}|".format("a", 1, "b"), "{0}{1}{0}".format("x", "y"))
print("{:abc}".format(p), "{}".format(p), f"{p:xyz}", f"{p!r:>15}|", f"{p!s}")
x, name = 3.14159, "world"
print(f"{x:.2f} {name!r} {x=} {name=!s} {x + 1:8.3f}|{name:>{10}}|{'nested ' + name}|{{}}")
print(f"{1:05}|{255:#x}|{[1, 2][0]}|{dict(a=1)['a']}|{(lambda v: v * 2)(4)}")
for t, args in (("{", ()), ("}", ()), ("{}", ()), ("{0} {}", (1, 2)), ("{} {0}", (1, 2)), ("{a}", ()), ("{!x}", (1,)),
                ("{!", (1,)), ("{:{", (1,)), ("{0", (1,))):
    try:
        print(t.format(*args))
    except (ValueError, IndexError, KeyError) as e:
        print(t, type(e).__name__)
