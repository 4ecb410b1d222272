# Scheduled functions run before a loop goes round, whatever was called since.
import micropython
import time


def show(x):
    print('scheduled', x)


micropython.schedule(show, 1)
print('a', 1.5, [1, 2, 3])
for i in range(100):
    pass
print('b')
micropython.schedule(show, 2)
for i in (1, 2):
    pass
print('c')
micropython.schedule(show, 3)
time.sleep_ms(1)
print('d')
micropython.schedule(show, 4)
n = 0
while n < 3:
    n += 1
print('e')


def again(x):
    print('again', x)
    if x:
        micropython.schedule(again, x - 1)


micropython.schedule(again, 3)
for i in range(10):
    pass
print('f')
for power in (float('-inf'), -0.0, 0.0, float('inf')):
    print(0.0 ** power, (-0.0) ** power)
