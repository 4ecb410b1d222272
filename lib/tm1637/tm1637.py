# SPDX-License-Identifier: MIT
# LED displays of four or six digits, driven by a TM1637.
from time import sleep_us

_DELAY_US = 10
_DATA = 0x40
_ADDRESS = 0xC0
_DISPLAY = 0x80
_ON = 8
_COLON = 0x80

# segments of 0-9, a-z, blank, minus, degree
_SEGMENTS = bytes((
    0x3F, 0x06, 0x5B, 0x4F, 0x66, 0x6D, 0x7D, 0x07, 0x7F, 0x6F, 0x77, 0x7C,
    0x39, 0x5E, 0x79, 0x71, 0x3D, 0x76, 0x06, 0x1E, 0x76, 0x38, 0x55, 0x54,
    0x3F, 0x73, 0x67, 0x50, 0x6D, 0x78, 0x3E, 0x1C, 0x2A, 0x76, 0x6E, 0x5B,
    0x00, 0x40, 0x63))


class TM1637:
    def __init__(self, clk, dio, brightness=7):
        self.clk = clk
        self.dio = dio
        if not 0 <= brightness <= 7:
            raise ValueError("Brightness out of range")
        self._brightness = brightness
        self.clk.init(self.clk.OUT, value=1)
        self.dio.init(self.dio.OUT, value=1)
        sleep_us(_DELAY_US)
        self._command(_DATA)
        self._command(_DISPLAY | _ON | brightness)

    def _start(self):
        self.dio(0)
        sleep_us(_DELAY_US)
        self.clk(0)
        sleep_us(_DELAY_US)

    def _stop(self):
        self.dio(0)
        sleep_us(_DELAY_US)
        self.clk(1)
        sleep_us(_DELAY_US)
        self.dio(1)

    # Least significant bit first; the chip's acknowledge is not looked at.
    def _write_byte(self, b):
        for i in range(8):
            self.dio(b >> i & 1)
            self._clock()
        self.clk(0)
        sleep_us(_DELAY_US)
        self._clock()

    def _clock(self):
        sleep_us(_DELAY_US)
        self.clk(1)
        sleep_us(_DELAY_US)
        self.clk(0)
        sleep_us(_DELAY_US)

    def _command(self, b):
        self._start()
        self._write_byte(b)
        self._stop()

    def brightness(self, value=None):
        if value is None:
            return self._brightness
        if not 0 <= value <= 7:
            raise ValueError("Brightness out of range")
        self._brightness = value
        self._command(_DATA)
        self._command(_DISPLAY | _ON | value)

    def write(self, segments, pos=0):
        if not 0 <= pos <= 5:
            raise ValueError("Position out of range")
        self._command(_DATA)
        self._start()
        self._write_byte(_ADDRESS | pos)
        for b in segments:
            self._write_byte(b)
        self._stop()
        self._command(_DISPLAY | _ON | self._brightness)

    def encode_digit(self, digit):
        return _SEGMENTS[digit & 15]

    def encode_string(self, text):
        return bytearray(self.encode_char(c) for c in text)

    def encode_char(self, char):
        o = ord(char)
        if 48 <= o <= 57:
            return _SEGMENTS[o - 48]
        if 65 <= o <= 90:
            return _SEGMENTS[o - 55]
        if 97 <= o <= 122:
            return _SEGMENTS[o - 87]
        if o in (32, 45, 42):
            return _SEGMENTS[{32: 36, 45: 37, 42: 38}[o]]
        raise ValueError("Character out of range: %d '%s'" % (o, char))

    def hex(self, value):
        self.write(self.encode_string("%04x" % (value & 0xFFFF)))

    def number(self, value):
        self.write(self.encode_string("%4d" % max(-999, min(value, 9999))))

    def numbers(self, left, right, colon=True):
        left = max(-9, min(left, 99))
        right = max(-9, min(right, 99))
        segments = self.encode_string("%02d%02d" % (left, right))
        if colon:
            segments[1] |= _COLON
        self.write(segments)

    def temperature(self, value):
        if value < -9:
            self.show("lo")
        elif value > 99:
            self.show("hi")
        else:
            self.write(self.encode_string("%2d" % value))
        self.write(bytes((_SEGMENTS[38], _SEGMENTS[12])), 2)

    def show(self, text, colon=False):
        segments = self.encode_string(text)
        if len(segments) > 1 and colon:
            segments[1] |= _COLON
        self.write(segments[:4])

    def scroll(self, text, delay=250):
        from time import sleep_ms

        segments = bytearray(4) + self.encode_string(text) + bytearray(4)
        for i in range(len(segments) - 3):
            self.write(segments[i:i + 4])
            sleep_ms(delay)
