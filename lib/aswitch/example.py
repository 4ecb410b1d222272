# A button that is clicked, double clicked and held, by a program.
import asyncio

from aswitch import Pushbutton


class Pin:
    def __init__(self):
        self.state = 1

    def value(self):
        return self.state


async def press(pin, ms):
    pin.state = 0
    await asyncio.sleep_ms(ms)
    pin.state = 1
    await asyncio.sleep_ms(60)


async def main():
    Pushbutton.debounce_ms = 10
    Pushbutton.double_click_ms = 150
    Pushbutton.long_press_ms = 200
    pin = Pin()
    button = Pushbutton(pin, suppress=True)
    button.release_func(print, ("click",))
    button.double_func(print, ("double click",))
    button.long_func(print, ("long press",))
    await press(pin, 30)
    await asyncio.sleep_ms(250)
    await press(pin, 30)
    await press(pin, 30)
    await asyncio.sleep_ms(250)
    await press(pin, 300)
    await asyncio.sleep_ms(50)


asyncio.run(main())
