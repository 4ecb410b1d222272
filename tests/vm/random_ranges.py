# SPDX-License-Identifier: MIT
# Random numbers stay where they belong, and a seed repeats them.
import random
random.seed(42)
first = [random.getrandbits(16) for i in range(20)] + [random.random(), random.randint(1, 100)]
random.seed(42)
print(first == [random.getrandbits(16) for i in range(20)] + [random.random(), random.randint(1, 100)])
random.seed(43)
print(first == [random.getrandbits(16) for i in range(20)] + [random.random(), random.randint(1, 100)])
ok = True
seen = set()
for i in range(2000):
    a = random.randrange(10)
    seen.add(a)
    ok = ok and 0 <= a < 10 and 5 <= random.randrange(5, 8) < 8 and random.randrange(0, 100, 7) % 7 == 0
    ok = ok and 1 <= random.randint(1, 6) <= 6 and 0 <= random.random() < 1 and 2 <= random.uniform(2, 3) <= 3
    ok = ok and random.choice("abc") in "abc" and random.choice([4]) == 4 and 0 <= random.getrandbits(3) < 8
    ok = ok and random.randrange(5, 0, -2) in (5, 3, 1) and -3 <= random.randint(-3, -1) <= -1
print(ok, sorted(seen))
random.seed()
print(sum(random.random() for i in range(1000)) > 300)
items = list(range(20))
random.shuffle(items)
print(sorted(items) == list(range(20)))
for f in (lambda: random.randrange(0), lambda: random.randrange(5, 5), lambda: random.randrange(1, 2, 0), lambda: random.randint(2, 1)):
    try:
        print(f())
    except ValueError:
        print("ValueError")
try:
    random.choice([])
except IndexError:
    print("IndexError")
