# SPDX-License-Identifier: MIT
# Extended slices: assignment and deletion with a step.
def show(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__)

def assign(s, v):
    a = list(range(10))
    a[s] = v
    return a

def delete(s):
    a = list(range(10))
    del a[s]
    return a

for step in (1, 2, 3, -1, -2, 7, 20):
    for start in (None, 0, 3, -2):
        for stop in (None, 8, -4):
            s = slice(start, stop, step)
            print(s, list(range(10))[s], (0, 1, 2, 3, 4, 5)[s], 'abcdef'[s],
                  b'abcdef'[s])
