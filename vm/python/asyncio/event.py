# SPDX-License-Identifier: MIT
# Event and ThreadSafeFlag of asyncio.
from . import core
import io


class Event:
    def __init__(self):
        self.state = False
        self.waiting = core.TaskQueue()

    def is_set(self):
        return self.state

    def set(self):
        # Those who wait now wake up, even if it is cleared before they run.
        while self.waiting.peek() is not None:
            core._task_queue.push(self.waiting.pop())
        self.state = True

    def clear(self):
        self.state = False

    def wait(self):
        if not self.state:
            self.waiting.push(core.cur_task)
            core.cur_task.data = self.waiting
            yield
        return True


# May be set by an interrupt handler or another thread; one task waits.
class ThreadSafeFlag(io.IOBase):
    def __init__(self):
        self.state = 0

    def ioctl(self, request, arg):
        if request == 3:
            return self.state * arg
        return -1

    def set(self):
        self.state = 1

    def clear(self):
        self.state = 0

    def wait(self):
        if not self.state:
            yield from core._io_queue.queue_read(self)
        self.state = 0
