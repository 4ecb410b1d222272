# SPDX-License-Identifier: MIT
"""Driver of a nine-axis motion sensor: accelerometer, gyroscope and compass
behind two I2C addresses.  Test data: a module as a program on a board has it.

    sensor = IMU(I2C(1))
    sensor.calibrate_gyro()
    for x, y, z in sensor.readings(10):
        print(x, y, z)
"""

import struct
import time

try:
    from micropython import const
except ImportError:
    const = int

_ADDRESS_MOTION = const(0x6B)
_ADDRESS_COMPASS = const(0x1E)

_WHO_AM_I = const(0x0F)
_CTRL1_G = const(0x10)
_CTRL2_G = const(0x11)
_STATUS = const(0x17)
_OUT_G = const(0x18)
_CTRL5_XL = const(0x1F)
_CTRL6_XL = const(0x20)
_CTRL8 = const(0x22)
_OUT_XL = const(0x28)
_FIFO_CTRL = const(0x2E)
_FIFO_SRC = const(0x2F)
_OFFSET_M = const(0x05)
_CTRL1_M = const(0x20)
_CTRL2_M = const(0x21)
_CTRL3_M = const(0x22)
_OUT_M = const(0x28)
_OUT_TEMPERATURE = const(0x15)

_ID_MOTION = const(0x68)
_ID_COMPASS = const(0x3D)

_SCALE_GYRO = ((245, 0), (500, 1), (2000, 3))
_SCALE_ACCEL = ((2, 0), (4, 2), (8, 3), (16, 1))
_SCALE_COMPASS = (4, 8, 12, 16)
_RATE_GYRO = (0, 15, 60, 119, 238, 476, 952)
_RATE_ACCEL = (0, 10, 50, 119, 238, 476, 952)
_RATE_COMPASS = (0.625, 1.25, 2.5, 5.0, 10.0, 20.0, 40.0, 80.0)


class SensorError(Exception):
    """The sensor is missing or does not do what it was told."""


class Axis:
    """Offset and gain of one axis."""

    def __init__(self, offset=0.0, gain=1.0):
        self.offset = offset
        self.gain = gain

    def apply(self, raw):
        return (raw - self.offset) * self.gain

    def __repr__(self):
        return "Axis(%r, %r)" % (self.offset, self.gain)


class IMU:
    def __init__(self, bus, motion=_ADDRESS_MOTION, compass=_ADDRESS_COMPASS):
        self.bus = bus
        self.motion = motion
        self.compass = compass
        self.scratch = bytearray(6)
        self.one = bytearray(1)
        self.axes = [Axis() for _ in range(9)]
        self.listeners = []
        if self.read_register(motion, _WHO_AM_I) != _ID_MOTION:
            raise SensorError("no motion sensor at address 0x%02x" % motion)
        if self.read_register(compass, _WHO_AM_I) != _ID_COMPASS:
            raise SensorError("no compass at address 0x%02x" % compass)
        self.reset()
        self.set_gyro(245, 119)
        self.set_accel(2, 119)
        self.set_compass(4, 10.0)

    def read_register(self, address, register):
        self.bus.readfrom_mem_into(address, register, self.one)
        return self.one[0]

    def write_register(self, address, register, value):
        self.one[0] = value & 0xFF
        self.bus.writeto_mem(address, register, self.one)

    def update_register(self, address, register, mask, value):
        old = self.read_register(address, register)
        self.write_register(address, register, (old & ~mask) | (value & mask))

    def reset(self):
        self.write_register(self.motion, _CTRL8, 0x05)
        self.write_register(self.compass, _CTRL2_M, 0x0C)
        time.sleep_ms(10)
        for attempt in range(20):
            if not self.read_register(self.motion, _CTRL8) & 1:
                break
            time.sleep_ms(1)
        else:
            raise SensorError("the sensor stays in reset")
        self.write_register(self.motion, _FIFO_CTRL, 0x00)
        self.write_register(self.compass, _CTRL3_M, 0x00)

    def set_gyro(self, scale, rate):
        for dps, code in _SCALE_GYRO:
            if dps == scale:
                break
        else:
            raise ValueError("gyroscope scale: 245, 500 or 2000")
        if rate not in _RATE_GYRO:
            raise ValueError("gyroscope rate: one of %s" % (_RATE_GYRO,))
        bits = _RATE_GYRO.index(rate) << 5 | code << 3
        self.write_register(self.motion, _CTRL1_G, bits)
        self.write_register(self.motion, _CTRL2_G, 0x00)
        for axis in self.axes[0:3]:
            axis.gain = scale / 32768

    def set_accel(self, scale, rate):
        codes = dict(_SCALE_ACCEL)
        if scale not in codes:
            raise ValueError("accelerometer scale: 2, 4, 8 or 16")
        if rate not in _RATE_ACCEL:
            raise ValueError("accelerometer rate: one of %s" % (_RATE_ACCEL,))
        bits = _RATE_ACCEL.index(rate) << 5 | codes[scale] << 3
        self.write_register(self.motion, _CTRL5_XL, 0x38)
        self.write_register(self.motion, _CTRL6_XL, bits)
        for axis in self.axes[3:6]:
            axis.gain = scale / 32768

    def set_compass(self, scale, rate):
        if scale not in _SCALE_COMPASS:
            raise ValueError("compass scale: 4, 8, 12 or 16")
        bits = _RATE_COMPASS.index(rate) << 2
        self.write_register(self.compass, _CTRL1_M, 0x80 | 0x60 | bits)
        self.write_register(
            self.compass, _CTRL2_M, _SCALE_COMPASS.index(scale) << 5
        )
        for axis in self.axes[6:9]:
            axis.gain = scale / 32768

    def vector(self, address, register, first):
        self.bus.readfrom_mem_into(address, 0x80 | register, self.scratch)
        raw = struct.unpack("<hhh", self.scratch)
        return tuple(self.axes[first + i].apply(raw[i]) for i in range(3))

    @property
    def gyro(self):
        """Turn rates in degrees per second."""
        return self.vector(self.motion, _OUT_G, 0)

    @property
    def accel(self):
        """Acceleration in g."""
        return self.vector(self.motion, _OUT_XL, 3)

    @property
    def magnetic(self):
        """Magnetic field in gauss."""
        return self.vector(self.compass, _OUT_M, 6)

    @property
    def temperature(self):
        self.bus.readfrom_mem_into(self.motion, _OUT_TEMPERATURE, self.scratch)
        (raw,) = struct.unpack_from("<h", self.scratch, 0)
        return 25.0 + raw / 16

    def ready(self):
        status = self.read_register(self.motion, _STATUS)
        return bool(status & 1), bool(status & 2)

    def calibrate_gyro(self, samples=32):
        total = [0, 0, 0]
        for _ in range(samples):
            while not self.ready()[1]:
                time.sleep_ms(1)
            self.bus.readfrom_mem_into(self.motion, _OUT_G, self.scratch)
            for i, raw in enumerate(struct.unpack("<hhh", self.scratch)):
                total[i] += raw
        for i in range(3):
            self.axes[i].offset = total[i] / samples
        return [axis.offset for axis in self.axes[0:3]]

    def write_compass_offset(self, offsets):
        for i, offset in enumerate(offsets):
            low, high = struct.pack("<h", offset)
            self.write_register(self.compass, _OFFSET_M + 2 * i, low)
            self.write_register(self.compass, _OFFSET_M + 2 * i + 1, high)

    def readings(self, count, period_ms=20):
        due = time.ticks_ms()
        while count != 0:
            count -= 1
            due = time.ticks_add(due, period_ms)
            yield self.accel
            rest = time.ticks_diff(due, time.ticks_ms())
            if rest > 0:
                time.sleep_ms(rest)

    def notify(self):
        values = self.accel
        for listener in self.listeners:
            listener(values)

    def fifo_level(self):
        return self.read_register(self.motion, _FIFO_SRC) & 0x3F
