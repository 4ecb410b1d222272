# Many threads change the same objects while garbage is collected.
try:
    import _thread
    import gc
    import time
except ImportError:
    print("SKIP")
    raise SystemExit

THREADS = 12
ROUNDS = 200
lock = _thread.allocate_lock()
counter = 0
finished = 0
items = []
table = {}
queue = []
consumed = []


def finish():
    global finished
    with lock:
        finished += 1


def wait(count):
    global finished
    while finished < count:
        time.sleep_ms(2)
    finished = 0


def work(number):
    global counter
    for i in range(ROUNDS):
        with lock:
            counter += 1
        with lock:
            items.append((number, i))
            table[number, i] = str(i)
        if i % 50 == 0:
            gc.collect()
        try:
            raise ValueError(number * i)
        except ValueError as error:
            if error.args[0] != number * i:
                print("wrong exception")
    finish()


def alone(number):
    text = ""
    total = 0
    for i in range(ROUNDS):
        text += chr(97 + i % 26)
        parts = [str(j) * 3 for j in range(i % 20)]
        total += sum(len(p) for p in parts) + len(text)
        total += sorted(parts, key=lambda p: p[::-1]) == parts
    results[number] = (total, text[-5:])
    finish()


def produce(count):
    for i in range(count):
        with lock:
            queue.append(i)
    finish()


def consume(count):
    got = 0
    while got < count:
        with lock:
            if queue:
                consumed.append(queue.pop(0))
                got += 1
                continue
        time.sleep_ms(1)
    finish()


for number in range(THREADS):
    _thread.start_new_thread(work, (number,))
wait(THREADS)
print(counter, len(items), len(table), len(set(items)))
print(all(table[n, i] == str(i) for n in range(THREADS)
          for i in range(ROUNDS)))
results = {}
for number in range(THREADS):
    _thread.start_new_thread(alone, (number,))
wait(THREADS)
print(len(results), len(set(results.values())), results[0][1])
for _ in range(3):
    _thread.start_new_thread(produce, (100,))
    _thread.start_new_thread(consume, (100,))
wait(6)
print(len(consumed), sum(consumed), queue)
