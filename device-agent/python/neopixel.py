# SPDX-License-Identifier: MIT
# Strips of WS2812 lights.
from machine import bitstream

SLOW = (800, 1700, 1600, 900)  # ns: high and low of a 0, of a 1; 400 kHz
FAST = (400, 850, 800, 450)  # 800 kHz


class NeoPixel:
    # Where red, green, blue and white are in what is sent.
    ORDER = (1, 0, 2, 3)

    def __init__(self, pin, n, bpp=3, timing=1):
        self.pin = pin
        self.n = n
        self.bpp = bpp
        self.buf = bytearray(n * bpp)
        if isinstance(timing, int):
            timing = FAST if timing else SLOW
        self.timing = timing
        pin.init(pin.OUT)

    def __len__(self):
        return self.n

    def _start(self, i):
        if i < 0:
            i += self.n
        if not 0 <= i < self.n:
            raise IndexError("no such light")
        return i * self.bpp

    def __setitem__(self, i, color):
        start = self._start(i)
        for c in range(self.bpp):
            self.buf[start + self.ORDER[c]] = color[c]

    def __getitem__(self, i):
        start = self._start(i)
        return tuple(self.buf[start + self.ORDER[c]] for c in range(self.bpp))

    def fill(self, color):
        for i in range(self.n):
            self[i] = color

    def write(self):
        bitstream(self.pin, 0, self.timing, self.buf)
