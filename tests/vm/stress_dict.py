# SPDX-License-Identifier: MIT
# Random operations on a dict and a set against plain lists.
state = 88172645
def rnd(n):
    global state
    state ^= (state << 13) & 0xffffffff
    state ^= state >> 17
    state ^= (state << 5) & 0xffffffff
    return state % n
class Key:
    def __init__(self, n):
        self.n = n
    def __hash__(self):
        return self.n & 7
    def __eq__(self, other):
        return type(other) is Key and other.n == self.n
    def __repr__(self):
        return 'K%d' % self.n
def key():
    k = rnd(90)
    kind = rnd(5)
    if kind == 0:
        return k
    if kind == 1:
        return 'key' + str(k)
    if kind == 2:
        return (k % 9, str(k % 4))
    if kind == 3:
        return Key(k)
    return k + 0.5
d = {}
model = []
s = set()
for turn in range(6000):
    k = key()
    at = [i for i in range(len(model)) if model[i][0] == k]
    op = rnd(12)
    if op < 6:
        d[k] = turn
        s.add(k)
        if at:
            model[at[0]] = (model[at[0]][0], turn)
        else:
            model.append((k, turn))
    elif op < 9:
        if at:
            assert d.pop(k) == model[at[0]][1]
            s.remove(k)
            del model[at[0]]
        else:
            assert d.pop(k, None) is None
            s.discard(k)
            assert k not in d and k not in s
    elif op == 9 and rnd(30) == 0 and model:
        item = d.popitem()
        assert item == model.pop(), (item, turn)
        s.discard(item[0])
    elif op == 10 and rnd(40) == 0:
        d = dict(d)
        s = set(s)
    else:
        assert d.get(k, -1) == (model[at[0]][1] if at else -1)
        assert (k in s) == bool(at)
    assert len(d) == len(model) == len(s)
    if turn % 100 == 0:
        assert list(d.items()) == model
        assert sorted(map(str, s)) == sorted(str(k) for k, v in model)
        print(turn, len(d), list(d)[:4], list(d.values())[-3:])
    if len(d) > 200 - turn // 40:
        for k in list(d)[::2]:
            del d[k]
            s.remove(k)
        model = model[1::2]
