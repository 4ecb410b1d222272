# SPDX-License-Identifier: MIT
# repr and str of exceptions, as MicroPython prints them.
for e in (ValueError(), ValueError('x'), ValueError(1, 'b'), KeyError('k'), KeyError(5), OSError(2), OSError(2, 'text'),
          StopIteration(3), SystemExit(1), Exception(None), IndexError([1]), UnicodeError('u')):
    print(str(e), repr(e), e.args)
class E(Exception):
    pass
print(repr(E()), repr(E(1)), str(E('s')), E('a', 2))
class F(Exception):
    def __str__(self):
        return 'custom'
print(F(), repr(F(1)))
print(OSError(9999), repr(OSError(9999)), OSError(1).errno)
try:
    raise StopIteration(7)
except StopIteration as s:
    print(s.value)
