# SPDX-License-Identifier: MIT
"""A greenhouse controller in one file: sensors, filter, rules, a packed log.

Runs on a board with `upyctl run BOARD examples/greenhouse.py [ticks]`, under
`upy`, and under CPython: the readings are computed, so the report is always
the same.
"""
import binascii
import hashlib
import json
import math
import struct
import sys
from collections import OrderedDict, namedtuple

Reading = namedtuple("Reading", ("tick", "kind", "value"))
RECORD = "<HBf"
KINDS = ("air", "soil", "light")


class SensorError(Exception):
    pass


class Sensor:
    """A source of readings; next(sensor.stream()) gives one at a time."""

    def __init__(self, kind, base, swing, period):
        self.kind = kind
        self.base = base
        self.swing = swing
        self.period = period

    def read(self, tick):
        if self.kind == "light" and tick % 17 == 13:
            raise SensorError("light: no answer at tick %d" % tick)
        phase = 2 * math.pi * tick / self.period
        return self.base + self.swing * math.sin(phase)

    def stream(self, ticks):
        for tick in range(ticks):
            try:
                yield Reading(tick, self.kind, self.read(tick))
            except SensorError as error:
                print("warning:", error)


class Filter:
    """Moving average over the last few values."""

    def __init__(self, length):
        self.values = []
        self.length = length

    def __call__(self, value):
        self.values.append(value)
        if len(self.values) > self.length:
            self.values.pop(0)
        return sum(self.values) / len(self.values)


class Rule:
    def __init__(self, name, kind, limit, above=True):
        self.name, self.kind, self.limit, self.above = name, kind, limit, above
        self.active = False

    def check(self, value):
        now = value > self.limit if self.above else value < self.limit
        changed, self.active = now != self.active, now
        return changed


def pack(readings):
    log = bytearray()
    for reading in readings:
        log += struct.pack(RECORD, reading.tick, KINDS.index(reading.kind),
                           reading.value)
    return bytes(log)


def unpack(log):
    size = struct.calcsize(RECORD)
    for at in range(0, len(log), size):
        tick, kind, value = struct.unpack(RECORD, log[at:at + size])
        yield Reading(tick, KINDS[kind], value)


def main(ticks):
    sensors = [Sensor("air", 21.0, 6.0, 24), Sensor("soil", 40.0, 15.0, 48),
               Sensor("light", 500.0, 480.0, 24)]
    rules = [Rule("fan", "air", 25.0), Rule("pump", "soil", 30.0, above=False),
             Rule("lamp", "light", 120.0, above=False)]
    filters = {kind: Filter(3) for kind in KINDS}
    switched = OrderedDict((rule.name, 0) for rule in rules)
    readings = sorted((r for s in sensors for r in s.stream(ticks)),
                      key=lambda r: (r.tick, r.kind))
    for reading in readings:
        smooth = filters[reading.kind](reading.value)
        for rule in (r for r in rules if r.kind == reading.kind):
            if rule.check(smooth):
                switched[rule.name] += 1
                print(f"tick {reading.tick:3d}: {rule.name} "
                      f"{'on' if rule.active else 'off'} ({smooth:.1f})")
    log = pack(readings)
    back = list(unpack(log))
    assert [r.tick for r in back] == [r.tick for r in readings]
    summary = {"ticks": ticks, "readings": len(back), "switched": switched,
               "bytes": len(log),
               "sha256": binascii.hexlify(
                   hashlib.sha256(log).digest()).decode()[:16]}
    print(json.dumps(summary))
    print("greenhouse: done")


main(int(sys.argv[1]) if len(sys.argv) > 1 else 48)
