# SPDX-License-Identifier: MIT
# print and str/repr of everything simple.
print()
print(1, 2, 3)
print(1, 2, sep='')
print(1, 2, sep=', ', end='!\n')
print('a', end='')
print('b')
print(*[1, 2, 3], sep='-')
print(None, True, 1.5, 'x', b'y', [1], (1,), {1: 2}, {1})
print([None, True, 1.5, 'x', b'y', [1], (1,), {1: 2}])
print('tab\there', repr('tab\there'), repr('nl\n'), repr("it's"), repr('say "hi"'), repr('both\'"'))
print(repr(b'\x00\xff\n\'abc'), repr('\\'), repr('\x01\x7f'))
print(str('s'), str(5), str(None), str([1, 'a']), repr('s'))
class A:
    def __repr__(self):
        return 'A-repr'
class B:
    def __str__(self):
        return 'B-str'
    def __repr__(self):
        return 'B-repr'
print(A(), [A()], str(A()), repr(A()))
print(B(), [B()], str(B()), repr(B()), '%s %r' % (B(), B()), '{} {!r}'.format(B(), B()))
import sys
print('to stdout', file=sys.stdout)
class W:
    def __init__(self):
        self.got = []
    def write(self, s):
        self.got.append(s)
        return len(s)
print(sep='', end='')
print('é', '€', '😀')
print(1, 2, end=' end\n', sep=' sep ')
print(Ellipsis, ..., NotImplemented)
print(range(3), slice(1, 2, 3), type, int)
print(1e10, 1e16, 1e17, 1.0, 0.1, 1e-5, 123456789.0, -0.0)
l = [1]
l.append(l)
try:
    print(len(str({'k': [1, (2, {3})]})))
except RuntimeError:
    print('RuntimeError')
