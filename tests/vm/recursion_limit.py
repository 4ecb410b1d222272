# SPDX-License-Identifier: MIT
# Deep recursion raises RuntimeError and the program goes on.
def deep(n):
    return deep(n + 1) + 1
try:
    deep(0)
except RuntimeError as e:
    print('RuntimeError')
def ok(n):
    return 0 if n == 0 else 1 + ok(n - 1)
print(ok(100))
class R:
    def __repr__(self):
        return repr(self)
try:
    repr(R())
except RuntimeError:
    print('RuntimeError')
class E:
    def __eq__(self, o):
        return self == o
try:
    E() == E()
except RuntimeError:
    print('RuntimeError')
class G:
    def __getattr__(self, n):
        return getattr(self, n + 'x')
try:
    G().a
except (RuntimeError, MemoryError):
    print('RuntimeError')
l = []
for i in range(20000):
    l = [l]
try:
    s = repr(l)
    print('RuntimeError')
except RuntimeError:
    print('RuntimeError')
l = None
def gen(n):
    yield n
    yield from gen(n + 1)
try:
    for x in gen(0):
        if x > 200:
            break
    print('RuntimeError')
except RuntimeError:
    print('RuntimeError')
print('alive')
