# SPDX-License-Identifier: MIT
# gather, wait_for and wait_for_ms of asyncio.
from . import core


# Waits for a task on behalf of wait_for, whose task it then wakes.
class _Watch:
    def __init__(self, waiter):
        self.waiter = waiter
        self.finished = False
        self.failed = False
        self.value = None

    async def run(self, task):
        try:
            self.value = await task
        except BaseException as er:
            self.failed = True
            self.value = er
        self.finished = True
        if self.waiter is not None:
            self.waiter.cancel()


async def wait_for(aw, timeout, sleep=core.sleep):
    aw = core._promote_to_task(aw)
    if timeout is None:
        return await aw
    watch = _Watch(core.cur_task)
    task = core.create_task(watch.run(aw))
    try:
        await sleep(timeout)
    except core.CancelledError:
        watch.waiter = None
        if not watch.finished:
            # It is we who are cancelled.
            task.cancel()
            raise
        if watch.failed:
            raise watch.value
        return watch.value
    watch.waiter = None
    task.cancel()
    await task
    raise core.TimeoutError


def wait_for_ms(aw, timeout):
    return wait_for(aw, timeout, core.sleep_ms)


# What the task inside gather waits in.
class _Gathering:
    def __init__(self, waiter, patient):
        self.waiter = waiter
        self.patient = patient
        self.left = 0
        self.failed = None

    # The task was cancelled.
    def remove(self, task):
        self.waiter = None

    # The state of each task in it: called when the task is done.
    def __call__(self, task, failed):
        self.left -= 1
        if failed and not self.patient and self.failed is None:
            self.failed = task
        if self.waiter is not None and (self.left == 0 or
                                        self.failed is not None):
            core._task_queue.push(self.waiter)
            self.waiter = None


# A task that others wait for already needs one more to wait for it.
async def _follow(task):
    return await task


def gather(*aws, return_exceptions=False):
    tasks = [core._promote_to_task(aw) for aw in aws]
    gathering = _Gathering(core.cur_task, return_exceptions)
    for i in range(len(tasks)):
        task = tasks[i]
        if task.done():
            if isinstance(task.data, BaseException) and not isinstance(
                    task.data, StopIteration):
                task.state = False
                if gathering.failed is None and not return_exceptions:
                    gathering.failed = task
            continue
        if task.state is not True:
            tasks[i] = task = core.create_task(_follow(task))
        task.state = gathering
        gathering.left += 1
    if gathering.left > 0 and gathering.failed is None:
        core.cur_task.data = gathering
        try:
            yield
        except core.CancelledError:
            for task in tasks:
                task.cancel()
            raise
    gathering.waiter = None
    if gathering.failed is not None:
        raise gathering.failed.data
    return [_result(task.data) for task in tasks]


# A result that is an exception lies in a StopIteration.
def _result(data):
    return data.value if isinstance(data, StopIteration) else data
