# SPDX-License-Identifier: MIT
"""Method calls, instance attributes, inheritance and properties."""


class Counter:
    step = 1

    def __init__(self, start):
        self.value = start
        self.calls = 0

    def add(self, n):
        self.value += n
        self.calls += 1
        return self.value

    @property
    def total(self):
        return self.value + self.calls


class Limited(Counter):
    def __init__(self, start, limit):
        super().__init__(start)
        self.limit = limit

    def add(self, n):
        if self.value > self.limit:
            self.value = 0
        return super().add(n + self.step)


def main():
    a = Counter(0)
    s = 0
    for i in range(200000):
        s += a.add(i & 3)
    b = Limited(0, 1000)
    for i in range(60000):
        s += b.add(i & 7)
        s += b.total
    return s


print(main())
