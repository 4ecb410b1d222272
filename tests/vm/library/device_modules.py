# scheduler, aswitch and tm1637 with clocks and pins made here.
import asyncio

import tm1637
from aswitch import Delay_ms, Pushbutton, Switch
from scheduler import Scheduler

now = 100000.0  # 03:46:40 of the second day


def clock():
    return now


def local(seconds):
    return (1970, 1, 2, seconds // 3600 % 24, seconds // 60 % 60,
            seconds % 60, 4, 2)


def fails():
    raise ValueError("failing")


s = Scheduler(clock, local, lambda event, error: print("error", error))
s.every(10, print, "ten")
s.every(25, fails)
s.after(12, print, "once")
daily = s.daily("03:47", print, "daily")
print(len(s), s.next_in(), daily.due - now)
for _ in range(6):
    now += 5
    print(now, s.run_pending(), s.next_in())
now += 100
print(s.run_pending(), s.next_in(), daily.due - now)
s.cancel(daily)
print(len(s))


# A chip that reads what goes over the two wires.
class Chip:
    def __init__(self):
        self.clk = self.dio = 1
        self.bits = []
        self.seen = []

    def change(self, clk, dio):
        if self.clk and clk and self.dio and not dio:
            self.bits = []
            self.seen.append([])
        if clk and not self.clk:
            self.bits.append(dio)
            if len(self.bits) == 9:
                self.seen[-1].append(
                    sum(b << i for i, b in enumerate(self.bits[:8])))
                self.bits = []
        self.clk, self.dio = clk, dio


class Pin:
    OUT = 1

    def __init__(self, chip, name):
        self.chip = chip
        self.name = name

    def init(self, mode, value=0):
        self(value)

    def __call__(self, value):
        if self.name == "clk":
            self.chip.change(value, self.chip.dio)
        else:
            self.chip.change(self.chip.clk, value)


chip = Chip()
display = tm1637.TM1637(Pin(chip, "clk"), Pin(chip, "dio"), 3)
for method, args in ((display.number, (-12,)), (display.hex, (0xBEEF,)),
                     (display.numbers, (7, 5)), (display.temperature, (21,)),
                     (display.show, ("cool",)), (display.brightness, (7,))):
    chip.seen = []
    method(*args)
    print([bytes(message).hex() for message in chip.seen])


class Input:
    def __init__(self):
        self.state = 1

    def value(self):
        return self.state


async def hold(pin, ms, pause):
    pin.state = 0
    await asyncio.sleep_ms(ms)
    pin.state = 1
    await asyncio.sleep_ms(pause)


async def coroutine(text):
    print("coroutine", text)


async def buttons():
    Pushbutton.debounce_ms = Switch.debounce_ms = 10
    Pushbutton.double_click_ms = 150
    Pushbutton.long_press_ms = 200
    pin = Input()
    b = Pushbutton(pin)
    b.press_func(print, ("press",))
    b.release_func(coroutine, ("release",))
    b.double_func(print, ("double",))
    b.long_func(print, ("long",))
    await hold(pin, 30, 250)
    await hold(pin, 30, 40)
    await hold(pin, 30, 250)
    await hold(pin, 260, 250)
    b.deinit()
    switch = Switch(pin)
    switch.close_func(print, ("closed",))
    switch.open_func(print, ("open",))
    await hold(pin, 30, 30)
    switch.deinit()
    delay = Delay_ms(print, ("delayed",), 30)
    delay.trigger()
    await asyncio.sleep_ms(10)
    print(delay.running())
    await asyncio.sleep_ms(40)
    print(delay())
    delay.trigger(20)
    delay.stop()
    await asyncio.sleep_ms(30)


asyncio.run(buttons())
