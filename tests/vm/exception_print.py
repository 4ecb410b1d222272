# SPDX-License-Identifier: MIT
# sys.print_exception and tracebacks.
import sys, io
def f(n):
    if n == 0:
        raise ValueError('deep')
    f(n - 1)
try:
    f(2)
except ValueError as e:
    s = io.StringIO()
    sys.print_exception(e, s)
    text = s.getvalue().split('\n')
    print(text[0])
    for line in text[1:-2]:
        print(line.split(',')[1:])
    print(text[-2], repr(text[-1]))
class Mine(Exception):
    pass
for exc in (Mine('m'), KeyError('k'), OSError(2), ValueError(), SystemExit(3)):
    sys.print_exception(exc, sys.stdout)
