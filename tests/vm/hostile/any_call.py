# SPDX-License-Identifier: MIT
# Random calls, operators and subscripts on random objects: any result or
# exception is right, a crash is not.  argv: seed, number of steps.
import random
import sys
from things import MAKERS, NOT_CALLED, modules

random.seed(int(sys.argv[1]))
STEPS = int(sys.argv[2])
NUMBERS = [2**31, -2**31, 2**62, -2**62 - 1, 2**63, 2**64, 10**40, -10**40, 255, 256, 65536, 1000000]
TEXTS = ["\u00e9\u65e5", "a" * 300, "%s", "{}", "{:>999}", "<h", "rb", "i", "\x00", "(a*)*", "[", "\\", "[1,", "utf-8"]
OPERATORS = "+ - * / // % ** << >> & | ^ @ < <= == != in is and".split()
KEYWORDS = ["key", "default", "reverse", "encoding", "start", "end", "sep", "file"]
targets = [getattr(m, name) for m in modules() for name in dir(m) if name not in NOT_CALLED and hasattr(m, name)]
binary = {o: eval("lambda a, b: a %s b" % o) for o in OPERATORS}
in_place = {}
for o in OPERATORS[:13]:
    names = {}
    exec("def f(a, b):\n    a %s= b\n    return a" % o, names)
    in_place[o] = names["f"]
shared = [1, 2, 3]
made = []


def shrink(*args, **more):
    """Called back in the middle of something: changes what it works on."""
    shared[:] = []
    return 1


def value():
    kind = random.randrange(10)
    if kind == 0:
        return random.choice(NUMBERS)
    if kind == 1:
        return random.randrange(-20, 300)
    if kind == 2:
        return random.choice(TEXTS)
    if kind == 3:
        return random.choice([shared, shrink, [shared, 1], int, str, dict, object])
    if kind == 4 and made:
        return random.choice(made)
    return random.choice(MAKERS)()


def keep(v):
    if random.random() < 0.3:
        if len(made) > 60:
            made[random.randrange(60)] = v
        else:
            made.append(v)


def call(function):
    args = [value() for _ in range(random.randrange(5))]
    more = {random.choice(KEYWORDS): value()} if random.random() < 0.1 else {}
    keep(function(*args, **more))


def call_method():
    thing = value()
    names = [name for name in dir(thing) if name not in NOT_CALLED]
    if names:
        call(getattr(thing, random.choice(names)))


def is_big(v):
    return isinstance(v, int) and abs(v) > 100000


def operate():
    o = random.choice(OPERATORS)
    a, b = value(), value()
    if o in ("**", "<<", "*") and (is_big(a) or is_big(b)):
        return
    keep((binary if random.random() < 0.7 or o not in in_place else in_place)[o](a, b))


def subscript():
    thing, key, kind = value(), value(), random.randrange(7)
    if kind == 0:
        keep(thing[key])
    elif kind == 1:
        thing[key] = value()
    elif kind == 2:
        del thing[key]
    elif kind == 3:
        keep([repr(thing), str(thing), hash(thing)])
    elif kind == 4:
        keep([item for _, item in zip(range(50), thing)])
    elif kind == 5:
        thing[value():value():value()] = value()
    else:
        keep(thing[value():value():value()])


def step():
    kind = random.random()
    if kind < 0.45:
        target = random.choice(targets)
        if callable(target):
            call(target)
    elif kind < 0.85:
        call_method()
    elif kind < 0.95:
        operate()
    else:
        subscript()


for number in range(STEPS):
    try:
        step()
    except (Exception, SystemExit, GeneratorExit):
        pass
    if not shared:
        shared.extend([1, 2, 3])
print("done")
