# SPDX-License-Identifier: MIT
# MicroPython's ticks functions.
import time
a = time.ticks_ms()
u = time.ticks_us()
time.sleep_ms(15)
time.sleep_us(500)
print(10 <= time.ticks_diff(time.ticks_ms(), a) < 2000)
print(time.ticks_diff(time.ticks_us(), u) >= 15000)
print(isinstance(time.ticks_cpu(), int))
print(time.ticks_diff(time.ticks_add(a, 100), a), time.ticks_diff(a, time.ticks_add(a, 5)))
print(time.ticks_add(0, 10), time.ticks_diff(5, 3), time.ticks_diff(3, 5))
top = time.ticks_add(0, -1)
print(top > 0, time.ticks_diff(0, top), time.ticks_add(top, 1))
try:
    time.ticks_add(0, top)
except OverflowError as e:
    print(e)
try:
    time.sleep('a')
except TypeError:
    print('TypeError')
