# SPDX-License-Identifier: MIT
# gc.mem_free, mem_alloc, threshold: MicroPython only.
import gc
gc.collect()
a = gc.mem_alloc()
f = gc.mem_free()
print(a > 0, f > 0)
x = [0] * 1000
print(gc.mem_alloc() > a)
x = None
gc.collect()
print(gc.mem_alloc() < a + 2000)
print(gc.threshold())
gc.threshold(10000)
print(gc.threshold())
gc.threshold(-1)
try:
    big = bytearray(1 << 40)
except MemoryError:
    print('MemoryError')
except OverflowError:
    print('MemoryError')
l = []
try:
    while True:
        l.append(bytearray(100000))
except MemoryError:
    l = None
    print('MemoryError')
gc.collect()
print(len([0] * 1000))
