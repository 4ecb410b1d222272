# SPDX-License-Identifier: MIT
# Which frames and lines a traceback shows, byte for byte as MicroPython.
import io
import re
import sys

def show(f):
    try:
        f()
    except Exception as e:
        out = io.StringIO()
        sys.print_exception(e, out)
        print(re.sub('"[^"]*"', '"program"', out.getvalue()), end='')


def in_list():
    return [x.missing for x in [1]]


def in_dict():
    return {x: [1 // y for y in [x]] for x in [0]}


def in_set():
    return {f(0) for f in [lambda n: 1 // n]}


def after():
    a = [x for x in [1]]
    return a[5]


def several_lines():
    return [
        y
        for y in range(3)
        if y // 0
    ]


def refuse(f):
    raise TypeError('no')


def keep(f):
    return f


def decorated():
    @refuse
    @keep
    def g():
        pass


def operators():
    return (1 +
            2
            + 'a')


def not_begun():
    def g():
        n = 1

        yield n
    g().throw(ValueError('z'))


def from_comprehension():
    def g():
        for i in [1 // j for j in [0]]:
            yield i
    return [i for i in g()]


for f in (in_list, in_dict, in_set, after, several_lines, decorated, operators, not_begun, from_comprehension):
    show(f)
