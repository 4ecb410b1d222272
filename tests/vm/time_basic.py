# SPDX-License-Identifier: MIT
# The time module.
import time
t = time.time()
print(t > 1.6e9 or t > 600000000, isinstance(t, (int, float)))
print(tuple(time.gmtime(0))[:6], len(time.gmtime()) >= 8, len(time.localtime(0)) >= 8)
print(tuple(time.gmtime(951782400))[:8], tuple(time.gmtime(1700000000))[:8], tuple(time.gmtime(1709164799))[:8])
a = time.time()
time.sleep(0.02)
print(time.time() - a >= 0.015)
tt = time.localtime(1000000000)
print(int(time.mktime(tt)) == 1000000000)
print(time.time_ns() > 10**17)
for s in (0, 86399, 86400, 94608000, 4102444800, 68169600):
    print(tuple(time.gmtime(s))[:8])
