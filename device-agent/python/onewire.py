# SPDX-License-Identifier: MIT
# The 1-Wire bus.
import _onewire as _ow


class OneWireError(Exception):
    pass


class OneWire:
    SEARCH_ROM = 0xF0
    MATCH_ROM = 0x55
    SKIP_ROM = 0xCC

    def __init__(self, pin):
        self.pin = pin
        pin.init(pin.OPEN_DRAIN, pin.PULL_UP)

    def reset(self, required=False):
        present = _ow.reset(self.pin)
        if required and not present:
            raise OneWireError
        return present

    def readbit(self):
        return _ow.readbit(self.pin)

    def readbyte(self):
        return _ow.readbyte(self.pin)

    def readinto(self, buf):
        for i in range(len(buf)):
            buf[i] = _ow.readbyte(self.pin)

    def writebit(self, value):
        return _ow.writebit(self.pin, value)

    def writebyte(self, value):
        return _ow.writebyte(self.pin, value)

    def write(self, buf):
        for b in buf:
            _ow.writebyte(self.pin, b)

    def select_rom(self, rom):
        self.reset()
        self.writebyte(self.MATCH_ROM)
        self.write(rom)

    # Each pass takes the other way at the last place where numbers differed
    # and the way of zeros had been taken.
    def scan(self):
        found = []
        rom = bytearray(8)
        last = 65
        while last:
            if not self.reset():
                break
            self.writebyte(self.SEARCH_ROM)
            last = self._pass(rom, last)
            if last is None:
                break
            found.append(rom[:])
        return found

    # Fills rom; the place to turn at in the next pass, counted down from 64,
    # or 0: this was the last. None: nobody answered.
    def _pass(self, rom, last):
        turn = 0
        for place in range(64, 0, -1):
            at = 64 - place
            bit = self.readbit()
            inverse = self.readbit()
            if bit and inverse:
                return None
            if not bit and not inverse:
                before = rom[at >> 3] >> (at & 7) & 1
                bit = 1 if place == last else before if place > last else 0
                if not bit:
                    turn = place
            self.writebit(bit)
            rom[at >> 3] = rom[at >> 3] & ~(1 << (at & 7)) | bit << (at & 7)
        return turn

    def crc8(self, data):
        return _ow.crc8(data)
