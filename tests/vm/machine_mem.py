# machine.mem8, mem16 and mem32 over memory of our own.
try:
    import machine
    import uctypes
except ImportError:
    print("SKIP")
    raise SystemExit


def attempt(f, *args):
    try:
        print(f(*args))
    except Exception as e:
        print(repr(e))


buf = bytearray(32)
at = (uctypes.addressof(buf) + 7) & ~7
machine.mem8[at] = 0x1ff
machine.mem16[at + 2] = -1
machine.mem32[at + 4] = 0x189abcdef
view = uctypes.bytearray_at(at, 8)
print(view[0], view[1], view[2:4], hex(machine.mem32[at + 4]))
print(machine.mem8[at + 2], machine.mem16[at + 2], machine.mem8, machine.mem16)
attempt(lambda: machine.mem16[1])
attempt(lambda: machine.mem32[0xfffe])
attempt(lambda: machine.mem8["a"])
attempt(lambda: machine.mem8[1:2])
attempt(lambda: len(machine.mem8))


def delete():
    del machine.mem8[0]


attempt(delete)
attempt(type(machine.mem8))
try:
    machine.soft_reset()
except SystemExit:
    print("reset")
