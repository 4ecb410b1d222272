# SPDX-License-Identifier: MIT
# Switches and push buttons for asyncio: debounced, with long presses and
# double clicks. Callbacks may be functions or coroutine functions.
import asyncio
import time


# A function that is None becomes an event that the object has by that name.
def _bind(owner, name, func, args):
    if func is None:
        event = asyncio.Event()
        setattr(owner, name, event)
        func, args = event.set, ()
    return func and (func, args)


def launch(func, args):
    result = func(*args)
    if hasattr(result, "send"):
        result = asyncio.create_task(result)
    return result


# Calls a function some time after trigger(), unless stopped before.
class Delay_ms:
    def __init__(self, func=None, args=(), duration=1000):
        self._func = func
        self._args = args
        self._duration = duration
        self._task = None
        self._due = 0

    def trigger(self, duration=0):
        self._due = time.ticks_add(
            time.ticks_ms(), duration if duration > 0 else self._duration)
        if self._task is None:
            self._task = asyncio.create_task(self._run())

    async def _run(self):
        try:
            while True:
                left = time.ticks_diff(self._due, time.ticks_ms())
                if left <= 0:
                    break
                await asyncio.sleep_ms(left)
        except asyncio.CancelledError:
            return
        self._task = None
        if self._func is not None:
            launch(self._func, self._args)

    def stop(self):
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def deinit(self):
        self.stop()
        self._func = None

    def callback(self, func=None, args=()):
        self._func = func
        self._args = args

    def running(self):
        return self._task is not None

    # Milliseconds that are left.
    def rvalue(self):
        if self._task is None:
            return 0
        return max(0, time.ticks_diff(self._due, time.ticks_ms()))

    __call__ = running


# A switch to ground: closed is 0.
class Switch:
    debounce_ms = 50

    def __init__(self, pin):
        self.pin = pin
        self._open = self._close = None
        self.switchstate = pin.value()
        self._task = asyncio.create_task(self._watch())

    def open_func(self, func, args=()):
        self._open = _bind(self, "open", func, args)

    def close_func(self, func, args=()):
        self._close = _bind(self, "close", func, args)

    def __call__(self):
        return self.switchstate

    def deinit(self):
        self._task.cancel()

    async def _watch(self):
        while True:
            state = self.pin.value()
            if state != self.switchstate:
                self.switchstate = state
                call = self._open if state else self._close
                if call:
                    launch(*call)
            await asyncio.sleep_ms(Switch.debounce_ms)


class Pushbutton:
    debounce_ms = 50
    long_press_ms = 1000
    double_click_ms = 400

    def __init__(self, pin, suppress=False, sense=None):
        self.pin = pin
        self._suppress = suppress
        self._sense = pin.value() if sense is None else sense
        self._press = self._release = self._double = self._long = None
        self._state = self.rawstate()
        self._clicks = 0
        self._double_timer = Delay_ms(self._double_over)
        self._long_timer = Delay_ms(self._long_over)
        self._was_long = False
        self._task = asyncio.create_task(self._watch())

    def press_func(self, func=False, args=()):
        self._press = _bind(self, "press", func, args)

    def release_func(self, func=False, args=()):
        self._release = _bind(self, "release", func, args)

    def double_func(self, func=False, args=()):
        self._double = _bind(self, "double", func, args)

    def long_func(self, func=False, args=()):
        self._long = _bind(self, "long", func, args)

    def rawstate(self):
        return bool(self.pin.value() ^ self._sense)

    def __call__(self):
        return self._state

    def deinit(self):
        self._task.cancel()
        self._double_timer.stop()
        self._long_timer.stop()

    def _fire(self, what):
        if what:
            launch(*what)

    # No second click came.
    def _double_over(self):
        self._clicks = 0
        if self._suppress and not self._state and not self._was_long:
            self._fire(self._release)

    def _long_over(self):
        self._was_long = True
        self._fire(self._long)

    def _pressed(self):
        self._was_long = False
        self._fire(self._press)
        if self._long:
            self._long_timer.trigger(Pushbutton.long_press_ms)
        if not self._double:
            return
        self._clicks += 1
        if self._clicks == 2:
            self._double_timer.stop()
            self._fire(self._double)
        else:
            self._double_timer.trigger(Pushbutton.double_click_ms)

    def _released(self):
        self._long_timer.stop()
        if self._clicks == 2:
            self._clicks = 0
            if self._suppress:
                return
        if self._suppress and (self._was_long or self._double_timer()):
            return
        self._fire(self._release)

    async def _watch(self):
        while True:
            state = self.rawstate()
            if state != self._state:
                self._state = state
                if state:
                    self._pressed()
                else:
                    self._released()
            await asyncio.sleep_ms(Pushbutton.debounce_ms)
