# SPDX-License-Identifier: MIT
# input() and sys.stdin.
import sys
print(repr(input()))
print(repr(input('prompt> ')))
print(repr(sys.stdin.readline()))
print(repr(sys.stdin.read(3)))
for line in sys.stdin:
    print(repr(line))
try:
    input()
except EOFError:
    print('EOFError')
