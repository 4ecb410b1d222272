# SPDX-License-Identifier: MIT
# A station with sensors: ring buffer, statistics, encoding and a report.
import json
import math
import struct
import sys


class SensorError(Exception):
    def __init__(self, sensor, reason):
        super().__init__(reason)
        self.sensor = sensor
        self.reason = reason

    def __str__(self):
        return '%s: %s' % (self.sensor, self.reason)


class Ring:
    def __init__(self, size):
        self.items = [None] * size
        self.head = 0
        self.count = 0

    def push(self, item):
        self.items[self.head] = item
        self.head = (self.head + 1) % len(self.items)
        self.count = min(self.count + 1, len(self.items))

    def __len__(self):
        return self.count

    def __iter__(self):
        start = self.head - self.count
        for i in range(self.count):
            yield self.items[(start + i) % len(self.items)]


class Sensor:
    kinds = {}
    unit = '?'

    def __init__(self, name, seed=1):
        self.name = name
        self.state = seed
        self.history = Ring(8)

    def noise(self):
        self.state = (self.state * 1664525 + 1013904223) & 0xffffffff
        return (self.state >> 16) / 65536 - 0.5

    def sample(self):
        value = self.measure()
        if not self.limits[0] <= value <= self.limits[1]:
            raise SensorError(self.name, 'value %.1f out of range' % value)
        self.history.push(value)
        return value

    def statistics(self):
        values = list(self.history)
        mean = sum(values) / len(values)
        spread = math.sqrt(sum((v - mean) ** 2 for v in values) / len(values))
        return {'n': len(values), 'mean': round(mean, 3), 'sd': round(spread, 3),
                'min': round(min(values), 3), 'max': round(max(values), 3)}

    @property
    def latest(self):
        return list(self.history)[-1] if len(self.history) else None


def register(cls):
    Sensor.kinds[cls.__name__.lower()] = cls
    return cls


@register
class Thermometer(Sensor):
    unit = 'C'
    limits = (-20.0, 60.0)

    def measure(self):
        return 21.5 + 2 * self.noise()


@register
class Barometer(Sensor):
    unit = 'hPa'
    limits = (950.0, 1050.0)

    def measure(self):
        return 1000 + 120 * self.noise()


def encode(readings):
    out = bytearray()
    for name, value in readings:
        raw = name.encode()
        out += struct.pack('<B%dsf' % len(raw), len(raw), raw, value)
    return bytes(out)


def decode(data):
    pos = 0
    while pos < len(data):
        n = data[pos]
        name, value = struct.unpack_from('<%dsf' % n, data, pos + 1)
        yield name.decode(), value
        pos += 1 + n + 4


def main():
    config = json.loads('{"sensors": [{"kind": "thermometer", "name": "inside", "seed": 7},'
                        '{"kind": "barometer", "name": "roof", "seed": 99}], "rounds": 12}')
    sensors = [Sensor.kinds[c['kind']](c['name'], seed=c['seed']) for c in config['sensors']]
    errors = []
    for turn in range(config['rounds']):
        for s in sensors:
            try:
                s.sample()
            except SensorError as e:
                errors.append((turn, str(e)))
    for s in sensors:
        st = s.statistics()
        print('{:<8}{:>9.2f} {:4s} n={n} sd={sd:.2f} [{min:.2f}..{max:.2f}]'.format(
            s.name, s.latest, s.unit, **st))
    print('%d errors' % len(errors))
    for turn, text in errors:
        print(f'  turn {turn:02d}: {text}')
    packet = encode([(s.name, s.latest) for s in sensors])
    print(len(packet), packet[:8])
    for name, value in decode(packet):
        print(name, '%.2f' % value)
    report = {s.name: s.statistics() for s in sensors}
    again = json.loads(json.dumps(report))
    print(again == report, sorted(again), again['inside']['n'])
    return 0


if __name__ == '__main__':
    sys.exit(main())
