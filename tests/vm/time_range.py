# SPDX-License-Identifier: MIT
# Dates far away: none but those that fit an int of 64 bits.
import time

for year in (-400, -1, 0, 1, 4, 100, 1582, 1900, 2000, 2100, 123456):
    when = time.mktime((year, 3, 1, 0, 0, 0, 0, 0))
    print(year, when, time.gmtime(when)[:3], time.gmtime(when - 1))
for when in (-10**17, 2**62, 1e17, 1e308, float('inf'), float('nan'), 10**40):
    try:
        print(time.gmtime(when))
    except OverflowError as e:
        print(e)
for fields in ((2**40, 1, 1, 0, 0, 0, 0, 0), (2000, 1, 1, 0, 0, -2**33, 0, 0)):
    try:
        print(time.mktime(fields))
    except OverflowError as e:
        print(e)
