# SPDX-License-Identifier: MIT
# The micropython module.
import micropython
from micropython import const
A = const(5)
_B = const(A * 2)
print(A, _B, const(7))
print(micropython.opt_level())
old = micropython.opt_level()
micropython.opt_level(1)
print(micropython.opt_level())
micropython.opt_level(old)
print(type(micropython.stack_use()).__name__)
hasattr(micropython, "alloc_emergency_exception_buf") and micropython.alloc_emergency_exception_buf(100)
micropython.heap_lock()
print(micropython.heap_unlock())
micropython.heap_lock()
text = ''
try:
    text = [1] * 100
except MemoryError as e:
    text = e
micropython.heap_unlock()
print(text)
called = []
micropython.schedule(lambda x: called.append(x), 3)
for i in range(100):
    pass
print(called)
micropython.kbd_intr(-1)
micropython.kbd_intr(3)
@micropython.native
def f(x):
    return x + 1
@micropython.viper
def g(x):
    return x
@micropython.bytecode
def h(x):
    return x * 2
print(f(1), h(2))
