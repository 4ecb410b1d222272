# A bytearray of foreign memory: when it grows it becomes one of its own.
import gc
import uctypes

buf = bytearray(b"abcdefgh")
view = uctypes.bytearray_at(uctypes.addressof(buf), 4)
view[1] = 66
print(view, buf, len(view))
view.append(33)
view[0] = 65
print(view, buf)
view = uctypes.bytearray_at(uctypes.addressof(buf) + 2, 3)
gc.collect()
view[0:1] = b"CDEF"
print(view, buf)
view = uctypes.bytearray_at(uctypes.addressof(buf), 3)
view *= 2
view[0] = 0
print(view, buf)
view = uctypes.bytearray_at(uctypes.addressof(buf), 3)
view += b"xyz"
print(view, buf)
del buf
gc.collect()
keep = uctypes.bytearray_at(uctypes.addressof(bytearray(b"kept alive" * 10)), 100)
for i in range(2000):
    bytearray(100)
gc.collect()
print(keep == b"kept alive" * 10)
pointer = bytearray(8)
target = bytearray(b"target!!")
s = uctypes.struct(uctypes.addressof(pointer), {"p": (uctypes.PTR, uctypes.UINT8),
                                                "v": uctypes.ULONG | 0})
s.v = uctypes.addressof(target)
s.p[0] = 88
s.p[5] = 89
print(target)
