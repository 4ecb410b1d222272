# TaskQueue: ordered by time, then by age; any task can be taken out.
import sys

from _asyncio import Task, TaskQueue

state = 1


def rand(n):
    global state
    state = (state * 1103515245 + 12345) & 0x7FFFFFFF
    return (state >> 8) % n


bad = 0
for round in range(100):
    queue = TaskQueue()
    model = []
    number = 0
    for step in range(60):
        what = rand(4)
        if what == 0 and model:
            task = queue.pop()
            first = min(model)
            model.remove(first)
            bad += task.coro != first[1] or task.ph_key != first[0]
        elif what == 1 and model:
            key, number_, task = model.pop(rand(len(model)))
            queue.remove(task)
        else:
            task = Task(number)
            key = rand(3)
            queue.push(task, key)
            model.append((key, number, task))
            number += 1
        bad += (queue.peek() is None) != (not model)
    while model:
        first = min(model)
        model.remove(first)
        bad += queue.pop().coro != first[1]
print("bad", bad)

queue = TaskQueue()
try:
    queue.pop()
except IndexError as e:
    print(repr(e))
print(queue, queue.peek())
task = Task(1)
print(task, task.coro, task.data, task.state, task.done(), task.ph_key)
task.data = 5
task.state = None
print(task.data, task.done())
for name in ("coro", "ph_key", "other"):
    try:
        setattr(task, name, 1)
    except AttributeError as e:
        print(repr(e))
# keys wrap
half = sys.maxsize // 4 + 1
queue.push(Task("b"), half - 1)
queue.push(Task("a"), half - 5)
print(queue.pop().coro, queue.pop().coro)
