# SPDX-License-Identifier: MIT
# Random operations on a list; every state is printed in short.
state = 2463534242
def rnd(n):
    global state
    state ^= (state << 13) & 0xffffffff
    state ^= state >> 17
    state ^= (state << 5) & 0xffffffff
    return state % n
def bound(n):
    return None if rnd(4) == 0 else rnd(2 * n + 5) - n - 2
def step():
    return (1, 1, 1, None, 2, -1, 3, -2)[rnd(8)]
l = list(range(5))
for turn in range(1500):
    op = rnd(16)
    n = len(l)
    try:
        if op < 2:
            l.append(rnd(100))
        elif op == 2:
            l.insert(rnd(2 * n + 3) - n, rnd(100))
        elif op == 3:
            r = l.pop(rnd(2 * n + 2) - n)
        elif op == 4:
            l[bound(n):bound(n):step()] = [rnd(100) for _ in range(rnd(4))]
        elif op == 5:
            del l[bound(n):bound(n):step()]
        elif op == 6:
            l = l[bound(n):bound(n):step()] + [turn]
        elif op == 7:
            l.extend(x for x in (1, 2, 3)[:rnd(4)])
        elif op == 8:
            l.remove(rnd(100))
        elif op == 9:
            print(l.index(rnd(100), rnd(5)))
        elif op == 10:
            l.reverse()
        elif op == 11:
            l.sort(key=lambda x: x % 7, reverse=bool(rnd(2)))
        elif op == 12 and n < 40:
            l = l * rnd(3)
        elif op == 13 and n < 40:
            l += l[:rnd(6)]
        elif op == 14:
            print(l.count(rnd(10)), max(l), min(l), sum(l), sorted(l)[:3])
        else:
            l[rnd(2 * n + 2) - n] = rnd(100)
    except (IndexError, ValueError) as e:
        print(type(e).__name__)
    if len(l) > 60:
        del l[20:]
    print(op, len(l), l[:6], l[-3:], hash(tuple(l)) == hash(tuple(list(l))))
