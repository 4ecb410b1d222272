# SPDX-License-Identifier: MIT
# gc.mem_free, mem_alloc, threshold: MicroPython only.
import gc
gc.collect()
a = gc.mem_alloc()
f = gc.mem_free()
print(a > 0, f > 0)
def use():
    x = [0] * 10000
    return gc.mem_alloc() > a
print(use())
x = [use() for i in range(20)]
gc.collect()
print(gc.mem_alloc() < a + 400000)
print(gc.threshold())
gc.threshold(10000); print(gc.threshold() > 9000); gc.threshold(-1)
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
