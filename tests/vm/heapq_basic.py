# heapq against CPython, the order inside the list included.
import heapq

state = 12345


def rand(n):
    global state
    state = (state * 1103515245 + 12345) & 0x7FFFFFFF
    return (state >> 8) % n


for size in range(0, 40):
    data = [rand(30) for _ in range(size)]
    heapq.heapify(data)
    print(data)
    out = []
    pushed = []
    for i in range(size):
        if rand(3) == 0:
            heapq.heappush(data, rand(30))
        out.append(heapq.heappop(data))
    print(out, data)


class Item:
    def __init__(self, key, name):
        self.key = key
        self.name = name

    def __lt__(self, other):
        return self.key < other.key


heap = []
for i in range(20):
    heapq.heappush(heap, Item(rand(5), i))
print([(i.key, i.name) for i in heap])
print([heapq.heappop(heap).name for _ in range(20)])

heap = []
for word in "the quick brown fox jumps over the lazy dog".split():
    heapq.heappush(heap, (len(word), word))
print(heap)
print([heapq.heappop(heap) for _ in range(len(heap))])


def attempt(f, *args):
    try:
        print(f(*args))
    except Exception as e:
        print(type(e).__name__)


attempt(heapq.heappop, [])
attempt(heapq.heappush, (1,), 1)
attempt(heapq.heappop, ())
attempt(heapq.heapify, 5)
attempt(heapq.heapify, [1, "a"])
attempt(heapq.heappush, [1], "a")
attempt(heapq.heappush, [])


class Shrinks:
    def __lt__(self, other):
        del data[:]
        return True


data = [Shrinks() for _ in range(5)]
try:
    heapq.heapify(data)
    print("done")
except (IndexError, ValueError, RuntimeError) as e:
    print("error")
