#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The module machine: buses with their simulated devices, timers, clock,
interrupts, sleep."""
import sys

import board
from board import Board, equal

I2C = r"""
from machine import I2C, SoftI2C, Pin
hard = I2C(0)
print(hard)
soft = SoftI2C(scl=Pin(5), sda=Pin(4), freq=200000)
print(soft)
for bus in hard, soft:
    print(bus.scan())
    print(bus.readfrom_mem(0x48, 0, 2))
    bus.writeto_mem(0x50, 0x100, b'hello', addrsize=16)
    into = bytearray(7)
    bus.readfrom_mem_into(0x50, 0x100, into, addrsize=16)
    print(into)
    print(bus.writeto(0x50, b'\x01\x20'), bus.writevto(0x50, (b'\x01', b'\x02')),
          bus.readfrom(0x50, 3))
    for wrong in (lambda: bus.readfrom(0x20, 1), lambda: bus.writeto(0x7f, b'x'),
                  lambda: bus.readfrom(200, 1), lambda: bus.writeto(0x50, b'x', 1, 2),
                  lambda: bus.readfrom_into(0x50, b'read-only')):
        try:
            print(wrong())
        except Exception as e:
            print(type(e).__name__, e)
soft.start(); print(soft.write(b'\xa0\x01\x00')); soft.stop()
soft.start(); soft.write(b'\xa1'); one = bytearray(2); soft.readinto(one); soft.stop()
print(one)
for wrong in (lambda: I2C(7), lambda: I2C(0, scl=Pin(1)), lambda: SoftI2C()):
    try:
        wrong()
    except Exception as e:
        print(type(e).__name__, e)
"""

BUS = r"""[72, 80]
b'\x15\x80'
bytearray(b'hello\xff\xff')
2 2 b'llo'
OSError [Errno 19] ENODEV
OSError [Errno 19] ENODEV
ValueError invalid address
TypeError function expected at most 4 arguments, got 5
TypeError object with buffer protocol required
"""

I2C_OUT = r"""I2C(0, scl=p5, sda=p4, freq=400000)
SoftI2C(scl=p5, sda=p4, freq=200000)
""" + BUS * 2 + r"""3
bytearray(b'he')
ValueError I2C(7) doesn't exist
ValueError invalid pins or settings
TypeError 'scl' argument required
"""

SPI = r"""
from machine import SPI, SoftSPI, Pin
cs = Pin(15, Pin.OUT, value=1)
def command(bus, sent, count=0):
    cs(0)
    bus.write(sent)
    got = bus.read(count)
    cs(1)
    return got
hard = SPI(1, 1000000)
soft = SoftSPI(baudrate=500000, polarity=1, phase=1, sck=Pin(14), mosi=Pin(13), miso=Pin(12))
print(soft)
for number, bus in enumerate((hard, soft)):
    if bus is hard:
        hard.init()
    place = bytes((0, number, 16))
    print(command(bus, b'\x9f', 3))
    command(bus, b'\x06')
    command(bus, b'\x02' + place + b'data!')
    print(command(bus, b'\x03' + place, 6))
    command(bus, b'\x06')
    command(bus, b'\x20' + place)
    print(command(bus, b'\x03' + place, 2))
out = bytearray(4)
cs(0); hard.write_readinto(b'\x9f\0\0\0', out); cs(1)
print(out, hard.read(2))
for wrong in (lambda: SPI(0), lambda: SPI(9), lambda: SPI(1, bits=7),
              lambda: hard.write_readinto(b'12', bytearray(3))):
    try:
        wrong()
    except Exception as e:
        print(type(e).__name__, e)
"""

SPI_OUT = r"""SoftSPI(baudrate=500000, polarity=1, phase=1, sck=p14, mosi=p13, miso=p12)
""" + r"""b'\xef@\x10'
b'data!\xff'
b'\xff\xff'
""" * 2 + r"""bytearray(b'\xff\xef@\x10') b'\xff\xff'
ValueError invalid pins or settings
ValueError SPI(9) doesn't exist
ValueError bits must be 8
ValueError buffers must be the same length
"""

TIMERS = r"""
import time
from machine import Timer, RTC
ticks = []
done = []
a = Timer(-1, period=10, callback=lambda t: ticks.append(t))
b = Timer(3, mode=Timer.ONE_SHOT, freq=200, callback=lambda t: done.append(t))
start = time.ticks_ms()
while len(ticks) < 10:
    time.sleep_ms(1)
print(80 <= time.ticks_diff(time.ticks_ms(), start) < 2000, done == [b], ticks[0] is a)
a.deinit()
time.sleep_ms(30)
seen = len(ticks)
time.sleep_ms(30)
print(len(ticks) == seen)
c = Timer(-1, period=5, callback=lambda t: done.append(t))
a.deinit()
while len(done) < 3:
    time.sleep_ms(1)
c.deinit()
def hard(t):
    [1, 2, 3]
Timer(1, period=5, callback=hard, hard=True)
time.sleep_ms(40)
for wrong in (lambda: Timer(99), lambda: Timer(0, freq=0), lambda: Timer(0, period=-5),
              lambda: Timer(0, period=5, callback=5)):
    try:
        wrong()
    except Exception as e:
        print(type(e).__name__, e)
r = RTC()
r.datetime((2030, 2, 28, 3, 23, 59, 59, 0))
time.sleep_ms(1100)
print(r.datetime()[:7], r.now()[:6], time.localtime()[:6])
r.alarm(0, 20)
r.irq(trigger=RTC.ALARM0, handler=lambda r: print('alarm'))
print(0 < r.alarm_left() <= 20)
time.sleep_ms(60)
print(r.alarm_left())
r.memory(b'kept')
print(r.memory())
"""

TIMERS_OUT = r"""True True True
True
MemoryError: memory allocation failed, heap is locked
ValueError Timer doesn't exist
ValueError freq must be above 0
ValueError invalid period
TypeError handler must be callable or None
(2030, 3, 1, 4, 0, 0, 0) (2030, 3, 1, 0, 0, 0) (2030, 3, 1, 0, 0, 0)
True
alarm
0
b'kept'
"""

UART_PWM = r"""
from machine import UART, PWM, Pin, ADC, Signal, time_pulse_us
u = UART(1, 9600, timeout=20)
print(u, u.write(b'abc\ndef'), u.any(), u.readline(), u.read(), u.read())
b = bytearray(3)
u.write('123456')
print(u.readinto(b), b, u.read(1), u.txdone())
u.deinit()
p = PWM(Pin(3), freq=1000, duty_u16=32768)
print(p, p.duty(), p.duty_ns())
print(0 < time_pulse_us(Pin(3), 1) < 500000)
p.duty_u16(0)
print(Pin(3)())
p.deinit()
print(ADC(Pin(2)).read_uv(), ADC(Pin(2)))
s = Signal(6, Pin.OUT, invert=True)
s.on()
print(Pin(6)(), s())
print(Pin(4).alt_list(), Pin(4, mode=Pin.ALT, alt=1), Pin(4, drive=Pin.HIGH_POWER).drive())
q = Pin(2, Pin.IN)
i = q.irq(lambda p: print('edge', p.name()), Pin.IRQ_RISING)
i(); q.irq()(); print(i.trigger(), i.flags()); i.disable()
for wrong in (lambda: UART(0), lambda: UART(5), lambda: Pin(4, mode=Pin.ALT, alt=9),
              lambda: Pin(4, Pin.IN, alt=1), lambda: Pin(4, drive=9), lambda: Pin.value(3),
              lambda: Pin(4).irq(print, Pin.IRQ_LOW_LEVEL), lambda: Pin(4).irq(print, priority=8),
              lambda: PWM(3, freq=0)):
    try:
        wrong()
    except Exception as e:
        print(type(e).__name__, e)
"""

UART_PWM_OUT = r"""UART(1, baudrate=9600, timeout=20) 7 7 b'abc\n' b'def' None
3 bytearray(b'123') b'4' True
PWM('p3', freq=1000, duty_u16=32768) 512 500007
True
0
0 ADC('p2')
0 1
[('I2C0_SDA', 1)] Pin('p4', mode=Pin.OUT) 2
edge p2
edge p2
2 2
ValueError invalid pins or settings
ValueError UART(5) doesn't exist
ValueError invalid pin alternate
ValueError alt needs mode ALT
ValueError invalid pin drive
TypeError argument should be a 'Pin' not a 'int'
ValueError a level can only wake
ValueError invalid priority
ValueError invalid freq
"""


def run(program, want):
    with Board() as b:
        gateway = b.attach()
        gateway.put("/program.py", program.encode())
        out, end = gateway.run(kind=2, path="/program.py")
        equal(out.decode(), want, "output")
        equal(end[3], "", "error")


def test_i2c():
    run(I2C, I2C_OUT)


def test_spi():
    run(SPI, SPI_OUT)


def test_timers_and_clock():
    run(TIMERS, TIMERS_OUT)


def test_uart_pwm_and_pins():
    run(UART_PWM, UART_PWM_OUT)


def test_sensor_follows_the_world():
    with Board() as b:
        gateway = b.attach()
        b.control("temp -10.25")
        out, _ = gateway.run(
            "from machine import I2C\n"
            "t = int.from_bytes(I2C(0).readfrom_mem(0x48, 0, 2), 'big')\n"
            "print((t - 65536 if t > 32767 else t) / 256)\n")
        equal(out, b"-10.25\n", "temperature")


def test_light_sleep_ends_with_a_pin():
    with Board() as b:
        gateway = b.attach()
        gateway.call("EXEC_START", {0: 0, 1: (
            "import machine, time\n"
            "p = machine.Pin(2, machine.Pin.IN)\n"
            "p.irq(None or (lambda p: None), p.IRQ_RISING, wake=machine.SLEEP)\n"
            "print('sleeping')\n"
            "machine.lightsleep(60000)\n"
            "print('awake', p())\n")})
        gateway.wait_console(b"sleeping\n")
        b.control("set p2 1")
        gateway.wait_console(b"awake 1\n")


def test_deep_sleep_is_a_reset():
    with Board() as b:
        gateway = b.attach()
        gateway.run("import machine\nmachine.RTC().memory(b'before')\n")
        gateway.call("EXEC_START", {0: 0, 1: (
            "import machine\nmachine.deepsleep(200)\n")})
        gateway.wait_event("BOOTED", lambda e: e[1] == "deep-sleep")
        out, _ = gateway.run(
            "import machine\nprint(machine.reset_cause() == machine.DEEPSLEEP_RESET, "
            "machine.wake_reason() == machine.RTC_WAKE, machine.RTC().memory())\n")
        equal(out, b"True True b'before'\n", "after the sleep")
        gateway.call("EXEC_START", {0: 0, 1: (
            "import machine\np = machine.Pin(3, machine.Pin.IN)\n"
            "p.irq(lambda p: None, p.IRQ_HIGH_LEVEL, wake=machine.DEEPSLEEP)\n"
            "print('good night')\nmachine.deepsleep()\n")})
        gateway.wait_console(b"good night\n")
        b.control("set p3 1")
        gateway.wait_event("BOOTED", lambda e: e[1] == "deep-sleep")
        out, _ = gateway.run("import machine\nprint(machine.wake_reason() == machine.PIN_WAKE)\n")
        equal(out, b"True\n", "woken by the pin")


if __name__ == "__main__":
    sys.exit(board.main(dict(globals())))
