# SPDX-License-Identifier: MIT
# The event loop of asyncio.
from time import ticks_ms as ticks, ticks_diff, ticks_add
from _asyncio import Task, TaskQueue, SingletonGenerator, sleep_ms
import sys
import select


class CancelledError(BaseException):
    pass


class TimeoutError(Exception):
    pass


# Reused for every call of the exception handler.
_exc_context = {
    "message": "Task exception wasn't retrieved",
    "exception": None,
    "future": None,
}


def sleep(t):
    return sleep_ms(int(t * 1000))


# Which tasks wait for which streams.
class IOQueue:
    def __init__(self):
        self.poller = select.poll()
        # id(stream) -> [task that reads, task that writes, stream]
        self.map = {}

    def _enqueue(self, s, index):
        entry = self.map.get(id(s))
        if entry is None:
            entry = [None, None, s]
            entry[index] = cur_task
            self.map[id(s)] = entry
            self.poller.register(s, 4 if index else 1)
        else:
            assert entry[index] is None
            entry[index] = cur_task
            self.poller.modify(s, 5)
        cur_task.data = self

    def _dequeue(self, s):
        del self.map[id(s)]
        self.poller.unregister(s)

    def queue_read(self, s):
        self._enqueue(s, 0)
        yield

    def queue_write(self, s):
        self._enqueue(s, 1)
        yield

    # A cancelled task waits no longer.
    def remove(self, task):
        for entry in list(self.map.values()):
            if entry[0] is task:
                entry[0] = None
            elif entry[1] is task:
                entry[1] = None
            else:
                continue
            self._watch(entry)

    # The poller watches for what is waited for.
    def _watch(self, entry):
        if entry[0] is None and entry[1] is None:
            self._dequeue(entry[2])
        else:
            self.poller.modify(entry[2], 1 if entry[1] is None else 4)

    def wait_io_event(self, dt):
        for s, event in self.poller.ipoll(dt):
            entry = self.map[id(s)]
            # an error or a hang-up wakes both sides
            if event & ~4 and entry[0] is not None:
                _task_queue.push(entry[0])
                entry[0] = None
            if event & ~1 and entry[1] is not None:
                _task_queue.push(entry[1])
                entry[1] = None
            self._watch(entry)


def _promote_to_task(aw):
    return aw if isinstance(aw, Task) else create_task(aw)


def create_task(coro):
    if not hasattr(coro, "send"):
        raise TypeError("coroutine expected")
    t = Task(coro, globals())
    _task_queue.push(t)
    return t


# Sleeps until a task is due; False: there is nothing to wait for.
def _wait_for_task():
    while True:
        t = _task_queue.peek()
        if t is not None:
            dt = ticks_diff(t.ph_key, ticks())
            if dt <= 0:
                if _io_queue.map:
                    _io_queue.wait_io_event(0)
                return True
            _io_queue.wait_io_event(dt)
        elif _io_queue.map:
            _io_queue.wait_io_event(-1)
        else:
            return False


# A task came to its end: wakes those that wait for it.
def _finish(t, value, failed):
    waiting = t.state
    t.data = value
    if waiting is True:
        # Nobody waits yet. If nobody does by its next turn, an exception
        # is reported.
        t.state = None
        if failed and not isinstance(value, CancelledError):
            _task_queue.push(t)
    elif isinstance(waiting, TaskQueue):
        t.state = False
        while waiting.peek() is not None:
            _task_queue.push(waiting.pop())
    else:
        t.state = False
        waiting(t, failed)


def _report(t):
    _exc_context["exception"] = t.data
    _exc_context["future"] = t
    Loop.call_exception_handler(_exc_context)


def run_until_complete(main_task=None):
    global cur_task
    while _wait_for_task():
        t = _task_queue.pop()
        if t.done():
            if t.state is None:
                _report(t)
            continue
        cur_task = t
        try:
            error = t.data
            if error is None:
                t.coro.send(None)
            else:
                t.data = None
                t.coro.throw(error)
            continue
        except (SystemExit, KeyboardInterrupt):
            cur_task = None
            raise
        except StopIteration as er:
            failed = False
            value = er.value
            if isinstance(value, BaseException):
                value = er
        except BaseException as er:
            failed = True
            value = er
        finally:
            cur_task = None
        if t is main_task:
            t.data = value
            t.state = False
            if failed:
                raise value
            return value.value if isinstance(value, StopIteration) else value
        _finish(t, value, failed)


def run(coro):
    return run_until_complete(create_task(coro))


async def _stopper():
    pass


cur_task = None
_stop_task = None


class Loop:
    _exc_handler = None

    def create_task(coro):
        return create_task(coro)

    def run_forever():
        global _stop_task
        _stop_task = Task(_stopper(), globals())
        run_until_complete(_stop_task)

    def run_until_complete(aw):
        return run_until_complete(_promote_to_task(aw))

    def stop():
        global _stop_task
        if _stop_task is not None:
            _task_queue.push(_stop_task)
            _stop_task = None

    def close():
        pass

    def set_exception_handler(handler):
        Loop._exc_handler = handler

    def get_exception_handler():
        return Loop._exc_handler

    def default_exception_handler(loop, context):
        print(context["message"], file=sys.stderr)
        print("future:", context["future"], "coro=", context["future"].coro,
              file=sys.stderr)
        sys.print_exception(context["exception"], sys.stderr)

    def call_exception_handler(context):
        handler = Loop._exc_handler or Loop.default_exception_handler
        handler(Loop, context)


def get_event_loop():
    return Loop


def current_task():
    if cur_task is None:
        raise RuntimeError("no running event loop")
    return cur_task


def new_event_loop():
    global _task_queue, _io_queue, _stop_task, cur_task
    _task_queue = TaskQueue()
    _io_queue = IOQueue()
    _stop_task = None
    cur_task = None
    return Loop


new_event_loop()
