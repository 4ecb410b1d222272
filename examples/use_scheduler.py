# SPDX-License-Identifier: MIT
# An irrigation plan. Its clock jumps from one event to the next, so that a
# day passes in a moment; a real one is the default.
from scheduler import Scheduler

HOUR = 3600
now = 0


def clock():
    return now


def day_time(seconds):
    return (2026, 6, 1, seconds // HOUR % 24, seconds // 60 % 60,
            seconds % 60, 0, 152)


def say(what):
    print("%02d:%02d %s" % (*day_time(now)[3:5], what))


def broken():
    raise OSError("no answer")


plan = Scheduler(clock, day_time, lambda event, error: say(error))
plan.every(8 * HOUR, say, "measure")
plan.daily("06:30", say, "pump on")
plan.daily("06:45", say, "pump off")
plan.after(10 * HOUR, broken)
while now + plan.next_in() <= 24 * HOUR:
    now += plan.next_in()
    plan.run_pending()
