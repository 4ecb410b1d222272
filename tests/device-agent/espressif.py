#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The modules esp and esp32, and the pins, of the boards that have them."""
import sys

import board
from board import Board, check, equal

HEAD = r"""
import machine, time
from machine import Pin
def tell(what, *args, **more):
    try:
        print(what(*args, **more))
    except Exception as e:
        print(type(e).__name__, e)
"""

FLASH = r"""
import esp
size = esp.flash_size(); start = esp.flash_user_start()
print(size & (size - 1), start % 4096, 0 < start < size)
last = start + FILES - 4096
esp.flash_erase(last // 4096)
print(esp.flash_read(last, 4))
esp.flash_write(last, b'\xf0abc'); esp.flash_write(last, b'\x1fabc')
into = bytearray(3); print(esp.flash_read(last + 1, into), into, esp.flash_read(last, 2))
tell(esp.flash_write, start - 4096, b'1234'); tell(esp.flash_erase, size // 4096)
tell(esp.flash_read, size, 1); tell(esp.flash_write, last + 1, b'1234'); tell(esp.flash_read, last, b'123')
print(esp.flash_read(start - 8192, 8192) == b'\xff' * 8192, esp.osdebug(None))
"""

FLASH_OUT = r"""0 0 True
b'\xff\xff\xff\xff'
None bytearray(b'abc') b'\x10a'
OSError [Errno 5] EIO
OSError [Errno 5] EIO
OSError [Errno 5] EIO
ValueError offset and length must be multiples of 4
TypeError object with buffer protocol required
True None
"""

ESP8266 = r"""
print(hex(esp.flash_id())[-4:], esp.check_fw(), esp.freemem() > 0)
print(esp.sleep_type(), esp.sleep_type(esp.SLEEP_MODEM), esp.sleep_type() == esp.SLEEP_MODEM)
tell(esp.sleep_type, 9); esp.set_native_code_location(None, None); tell(esp.set_native_code_location, 1, 2)
print(hasattr(esp, 'LOG_INFO'))
"""

ESP8266_OUT = """40ef True True
0 None True
ValueError invalid sleep_type
ValueError start and length must be multiples of 4096
False
"""

NVS = r"""
from esp32 import NVS
a = NVS('app'); b = NVS('app'); other = NVS('other')
a.set_i32('count', -2147483648); a.set_blob('name', 'bench'); a.set_blob('empty', b'')
into = bytearray(8)
print(b.get_i32('count'), b.get_blob('name', into), into, b.get_blob('empty', into))
tell(other.get_i32, 'count'); tell(a.get_i32, 'name'); tell(a.get_blob, 'count', into)
tell(a.get_blob, 'name', bytearray(2)); tell(a.set_i32, 'big', 1 << 31); tell(a.set_i32, 'x' * 16, 1)
tell(a.erase_key, 'nothing'); tell(NVS, 'a/b'); tell(a.set_blob, 'x', bytes(5000)); tell(a.set_i32, 'x', 'y')
a.commit(); a.set_i32('count', 5); a.set_i32('lost', 1); a.erase_key('name')
"""

NVS_OUT = r"""-2147483648 5 bytearray(b'bench\x00\x00\x00') 0
OSError (-4354, 'ESP_ERR_NVS_NOT_FOUND')
OSError (-4354, 'ESP_ERR_NVS_NOT_FOUND')
OSError (-4354, 'ESP_ERR_NVS_NOT_FOUND')
OSError (-4364, 'ESP_ERR_NVS_INVALID_LENGTH')
OverflowError value needs more than 32 bits
OSError (-4361, 'ESP_ERR_NVS_KEY_TOO_LONG')
OSError (-4354, 'ESP_ERR_NVS_NOT_FOUND')
ValueError invalid namespace
OSError (-4364, 'ESP_ERR_NVS_INVALID_LENGTH')
TypeError can't convert str to int
"""

AFTER = r"""
from esp32 import NVS
a = NVS('app'); into = bytearray(5)
print(a.get_i32('count'), a.get_blob('name', into), into); tell(a.get_i32, 'lost')
import os
print(os.listdir('/'))
"""

PARTITION = r"""
from esp32 import Partition as P
running = P(P.RUNNING)
print(running.info(), P(P.BOOT).info()[4], running.get_next_update().info()[1])
print([p.info()[4] for p in P.find()], [p.info()[4] for p in P.find(P.TYPE_DATA)],
      P.find(P.TYPE_APP, subtype=0x11)[0].get_next_update().info()[4], P.find(label='vfs'))
p = P('ota_1'); count = p.ioctl(4, 0)
print(p.ioctl(5, 0), count * 4096 == p.info()[3], p.ioctl(1, 0), p.ioctl(3, 0), p.ioctl(9, 0))
p.writeblocks(1, b'x' * 8192)
into = bytearray(4); p.readblocks(2, into, 4092); print(into)
p.ioctl(6, 2); p.readblocks(2, into); print(into)
p.writeblocks(2, b'abc', 16); p.readblocks(2, into, 15); print(into)
tell(p.readblocks, count, into); tell(p.writeblocks, 0, b'short'); tell(P('nvs').writeblocks, 0, b'x' * 4096)
tell(p.set_boot); tell(P('vfs').set_boot); print(P('factory').set_boot(), P.mark_app_valid_cancel_rollback())
tell(P, 'nothing'); tell(P, 5); print(P('ota_1', 512).ioctl(5, 0))
"""

PARTITION_OUT = r"""(0, 0, 0, 0, 'factory', False) factory 16
['factory', 'ota_0', 'ota_1'] ['nvs', 'vfs'] ota_0 []
4096 True 0 0 None
bytearray(b'xxxx')
bytearray(b'\xff\xff\xff\xff')
bytearray(b'\xffabc')
OSError [Errno 22] EINVAL
OSError [Errno 22] EINVAL
OSError [Errno 5] EIO
OSError (-5379, 'ESP_ERR_OTA_VALIDATE_FAILED')
OSError (-5379, 'ESP_ERR_OTA_VALIDATE_FAILED')
None None
OSError [Errno 2] ENOENT
TypeError can't convert 'int' object to str implicitly
512
"""

RMT = r"""
from esp32 import RMT
p = Pin(18)
r = RMT(0, pin=p, clock_div=80)
print(r, r.source_freq(), r.clock_div(), r.wait_done())
r.loop(True); r.write_pulses((30000, 30000), 1)
high = machine.time_pulse_us(p, 1, 10000000); print(0 < high, r.wait_done(), r.wait_done(timeout=3))
r.loop(False); print(r.wait_done(timeout=60000), p.value())
r = RMT(0, pin=p, clock_div=255); r.write_pulses(32767, [1] * 600)
print(p.value(), r.wait_done(), r.wait_done(timeout=1)); r.deinit()
r = RMT(0, pin=p)
r.write_pulses(30000, [1, 1, 1, 0]); print(r.wait_done(timeout=60000), p.value())
r.write_pulses([10, 20, 30], [1, 0, 1]); r.write_pulses([1]); print(r.wait_done(timeout=60000))
for wrong in (lambda: r.write_pulses([1], [1, 2]), lambda: r.write_pulses(5), lambda: r.write_pulses([]),
              lambda: r.write_pulses([32768]), lambda: RMT(8, pin=p), lambda: RMT(0, pin=Pin(34)),
              lambda: RMT(0, pin=p, tx_carrier=(1, 2)), lambda: RMT(0), lambda: RMT(0, pin=p, clock_div=0)):
    tell(wrong)
r.loop(True); tell(r.write_pulses, [1] * 127); r.deinit(); print(r)
idle = RMT(1, pin=Pin(19), idle_level=True, tx_carrier=(38000, 50, 1)); print(Pin(19).value())
"""

RMT_OUT = r"""RMT(channel=0, pin=GPIO18, source_freq=80000000, clock_div=80, idle_level=0) 80000000 80 True
True False False
True 0
1 False False
True 0
True
ValueError duration and data must have same length
TypeError duration or data must be a sequence
ValueError no pulses, or too many
ValueError duration must be 1..32767
ValueError invalid channel
ValueError pin can only be input
ValueError tx_carrier must have 3 items
TypeError 'pin' argument required
ValueError invalid clock_div
ValueError too many pulses for a loop
RMT()
1
"""

ESP32 = r"""
import esp32
print(esp32.raw_temperature(), esp32.mcu_temperature())
total, free, largest, least = esp32.idf_heap_info(esp32.HEAP_DATA)[0]
print(0 < largest <= free < total, esp32.idf_heap_info(esp32.HEAP_EXEC))
esp32.wake_on_touch(True); esp32.wake_on_ulp(False); esp32.gpio_deep_sleep_hold(True)
tell(esp32.wake_on_ext0, Pin(5), 1); tell(esp32.wake_on_ext0, Pin(4), 7); tell(esp32.wake_on_ext1, 4, True)
esp32.wake_on_ext0(None, esp32.WAKEUP_ANY_HIGH)
esp32.wake_on_ext1((Pin(4), Pin(12)), esp32.WAKEUP_ALL_LOW)
start = time.ticks_ms(); machine.lightsleep(60000)
print(time.ticks_diff(time.ticks_ms(), start) < 50000)
for wrong in (lambda: Pin(34, Pin.OUT), lambda: Pin(39, Pin.OPEN_DRAIN), lambda: Pin(36, Pin.IN, value=1)):
    tell(wrong)
print(Pin(35, Pin.IN), machine.ADC(Pin(36)).read_u16())
"""

ESP32_OUT = r"""69 21
True []
ValueError invalid pin
ValueError invalid level
TypeError pins is None, a tuple or a list
True
ValueError pin can only be input
ValueError pin can only be input
Pin('GPIO36', mode=Pin.IN)
Pin('GPIO35', mode=Pin.IN) 0
"""


def program(gateway, source):
    equal(gateway.put("/program.py", (HEAD + source).encode())[0], 0, "put")
    out, end = gateway.run(kind=2, path="/program.py", timeout=90)
    equal(end[3], "", "error")
    return out.decode()


def run(profile, source, want):
    with Board("--profile", profile) as b:
        equal(program(b.attach(), source), want, profile)


def test_esp_on_both():
    for profile, size, more, want in (
            ("esp32", 2, "", ""), ("esp8266", 3, ESP8266, ESP8266_OUT)):
        files = size * 1024 * 1024 - 8192
        run(profile, FLASH.replace("FILES", str(files)) + more,
            FLASH_OUT + want)


def test_partition():
    run("esp32", PARTITION, PARTITION_OUT)


def test_rmt():
    run("esp32", RMT, RMT_OUT)


def test_esp32():
    run("esp32", ESP32, ESP32_OUT)


def test_nvs():
    """What was not committed is lost by a reset, and no file shows."""
    with Board("--profile", "esp32") as b:
        gateway = b.attach()
        equal(program(gateway, NVS), NVS_OUT, "before")
        board.reset(b, gateway)
        out = program(gateway, AFTER).splitlines()
        equal(out[0], "-2147483648 5 bytearray(b'bench')", "kept")
        equal(out[1], "OSError (-4354, 'ESP_ERR_NVS_NOT_FOUND')", "lost")
        equal(out[2], "['program.py']", "files")


def test_wake_on_level():
    """Deep sleep ends when one of the pins of ext1 goes high."""
    with Board("--profile", "esp32") as b:
        gateway = b.attach()
        program(gateway, "machine.RTC().memory(b'slept')\n")
        gateway.put("/sleep.py", b"import esp32, machine\n"
                    b"from machine import Pin\n"
                    b"esp32.wake_on_ext1([Pin(12), Pin(13)], "
                    b"esp32.WAKEUP_ANY_HIGH)\nmachine.deepsleep()\n")
        old = gateway.peer[board.BOOT_ID]
        gateway.call("EXEC_START", {0: 2, 3: "/sleep.py"})
        equal(b.control("set GPIO13 1"), "ok 1", "pin")
        gateway.wait(lambda: gateway.peer[board.BOOT_ID] != old, "wake", 60)
        out = program(gateway,
                      "print(machine.reset_cause() == machine.DEEPSLEEP_RESET,"
                      " machine.wake_reason() == machine.EXT1_WAKE,"
                      " machine.RTC().memory())\n")
        equal(out, "True True b'slept'\n", "after sleep")


def test_gateway_cannot_drive_inputs():
    with Board("--profile", "esp32") as b:
        gateway = b.attach()
        check(gateway.call("PIN_SET", {0: "GPIO34", 1: 1})[0] != 0, "GPIO34")
        equal(gateway.call("PIN_SET", {0: "GPIO33", 1: 1})[0], 0, "GPIO33")


if __name__ == "__main__":
    sys.exit(board.main(dict(globals())))
