# SPDX-License-Identifier: MIT
# The % operator.
cases = ["%d", "%5d|", "%-5d|", "%05d|", "%+d", "% d", "%x", "%X", "%#x", "%#X", "%o", "%i", "%u", "%s", "%r", "%c",
         "%10s|", "%-10s|", "%.1s|", "%%%d", "%.3d", "%10.4d|", "%e", "%.2f", "%8.1f|", "%-8.1f|", "%+.1e", "%g", "%G"]
for c in cases:
    for v in (0, 5, 42, 12345, -7 if c != "%c" else 65, 10 ** 25 if c not in ("%c",) else 66):
        print(c, c % v, c % (v,))
for c in ("%d", "%s", "%r", "%f", "%.1f", "%5.2f|", "%08.3f", "%e", "%g", "%x"):
    for v in (1.5, -2.25, 1e20, 0.1, 1e-10):
        try:
            print(c, c % v)
        except TypeError:
            print("TypeError")
print("%s %s" % (1, 2), "%s" % (1,), "%s" % [1, 2], "%s" % ((1, 2),), "%s" % None, "%d" % True, "%s" % "ä")
print("%(a)s %(b)d" % {"a": 1, "b": 2, "c": 3}, "abc" % (), "abc" % {}, "%%" % (), "%*d|%-*d|" % (5, 3, 5, 4))
print("%.*f" % (2, 3.14159), "%c%c" % ("a", 98), "%s" % b"abc", b"%d" % 5, "%5s%%" % 50)
for c, v in (("%d", "5"), ("%s", (1, 2)), ("%s %s", 1), ("%(a)s", {"b": 1}), ("%(a)s", 5), ("%z", 5), ("%", ()), ("%5", 5),
             ("abc", 5), ("%c", "ab"), ("%x", 1.5), ("%f", "a"), ("%(a", {})):
    try:
        print(c % v)
    except (TypeError, ValueError, KeyError) as e:
        print(repr(c), type(e).__name__)
