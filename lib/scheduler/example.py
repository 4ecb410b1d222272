# Blinks fast and reports slowly, for half a second.
import time

from scheduler import Scheduler

s = Scheduler(clock=lambda: time.ticks_ms() / 1000)
s.every(0.1, print, "blink")
s.every(0.25, print, "report")
end = s.after(0.55, print, "end")
while end.count == 0:
    time.sleep(s.next_in())
    s.run_pending()
