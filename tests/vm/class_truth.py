# SPDX-License-Identifier: MIT
# What the truth of an instance of an extended type depends on.


class Number(float):
    def __len__(self):
        return 0


class Whole(int):
    def __len__(self):
        return 3


class Both(int):
    def __len__(self):
        return 3

    def __bool__(self):
        return self > 5


class Text(str):
    def __len__(self):
        return 0


class Items(list):
    def __len__(self):
        return 4


for value in (Number(2.0), Number(0.0), Whole(0), Whole(1), Both(1), Both(7), Text('a'), Items()):
    print(bool(value), not value, 1 if value else 2, value and 'and')

print(10**400 < float('inf'), 10**400 > float('-inf'), -10**400 > float('-inf'), 10**400 == float('inf'))
print(10**400 > 1e308, 2**1024 > 1.7e308, 10**400 == float('nan'), 10**400 != float('nan'))
print(2**53 + 1 == float(2**53), 2**62 + 1 > float(2**62), float(2**62) < 2**62 + 1)


class Sized:
    def __init__(self, size):
        self.size = size

    def __len__(self):
        return self.size


for size in (0, 3, True, -1, 10**30, "x", None, 2.5):
    for ask in (len, bool, lambda x: 1 if x else 2):
        try:
            print(size, ask(Sized(size)))
        except Exception as e:
            print(size, type(e).__name__)
