# SPDX-License-Identifier: MIT
# Calls functions at intervals or times of day. One that fails does not stop
# the others.
import sys
import time

_DAY = 86400


class Event:
    def __init__(self, func, args, interval, due, repeat):
        self.func = func
        self.args = args
        self.interval = interval  # seconds; None: a time of day
        self.due = due
        self.repeat = repeat
        self.count = 0


class Scheduler:
    def __init__(self, clock=time.time, localtime=time.localtime,
                 on_error=None):
        self._clock = clock
        self._localtime = localtime
        self._on_error = on_error or self._print_error
        self._events = []

    def _print_error(self, event, error):
        sys.print_exception(error)

    def _add(self, event):
        self._events.append(event)
        self._events.sort(key=lambda e: e.due)
        return event

    def every(self, seconds, func, *args):
        return self._add(Event(func, args, seconds,
                               self._clock() + seconds, True))

    def after(self, seconds, func, *args):
        return self._add(Event(func, args, seconds,
                               self._clock() + seconds, False))

    # Every day at a time like "07:30" or "07:30:15".
    def daily(self, at, func, *args):
        h, m, *s = (int(part) for part in at.split(":"))
        wanted = h * 3600 + m * 60 + (s[0] if s else 0)
        now = self._clock()
        t = self._localtime(int(now))
        left = (wanted - t[3] * 3600 - t[4] * 60 - t[5]) % _DAY or _DAY
        return self._add(Event(func, args, None, int(now) + left, True))

    def cancel(self, event):
        if event in self._events:
            self._events.remove(event)

    def __len__(self):
        return len(self._events)

    # Seconds until the next event, None: there are none.
    def next_in(self):
        if not self._events:
            return None
        return max(0, self._events[0].due - self._clock())

    # Calls what is due; how many that were.
    def run_pending(self):
        called = 0
        now = self._clock()
        while self._events and self._events[0].due <= now:
            event = self._events.pop(0)
            if event.repeat:
                step = event.interval or _DAY
                # what was missed is not made up for
                missed = (now - event.due) // step
                event.due += step * (missed + 1)
                self._add(event)
            event.count += 1
            called += 1
            try:
                event.func(*event.args)
            except Exception as e:
                self._on_error(event, e)
        return called

    def run_forever(self):
        while self._events:
            wait = self.next_in()
            if wait:
                time.sleep(min(wait, 60))
            self.run_pending()

    async def run(self):
        import asyncio

        while True:
            wait = self.next_in()
            await asyncio.sleep(1 if wait is None else min(wait, 60))
            self.run_pending()
