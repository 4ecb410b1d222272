# SPDX-License-Identifier: MIT
# What is scheduled as the last thing of a program runs at its end.
import micropython


def last(n):
    print('last', n)
    if n:
        micropython.schedule(last, n - 1)


print('end')
micropython.schedule(last, 2)
