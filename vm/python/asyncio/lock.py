# SPDX-License-Identifier: MIT
# Lock of asyncio.
from . import core


class Lock:
    def __init__(self):
        # False: free; True: locked; a task: it gets the lock at its turn
        self.state = False
        self.waiting = core.TaskQueue()

    def locked(self):
        return self.state is True

    def release(self):
        if self.state is not True:
            raise RuntimeError("Lock not acquired")
        if self.waiting.peek() is not None:
            self.state = self.waiting.pop()
            core._task_queue.push(self.state)
        else:
            self.state = False

    def acquire(self):
        if self.state is not False:
            self.waiting.push(core.cur_task)
            core.cur_task.data = self.waiting
            try:
                yield
            except core.CancelledError:
                if self.state is core.cur_task:
                    # It was given the lock already: on to the next one.
                    self.state = True
                    self.release()
                raise
        self.state = True
        return True

    def __aenter__(self):
        return self.acquire()

    async def __aexit__(self, exc_type, exc, tb):
        return self.release()
