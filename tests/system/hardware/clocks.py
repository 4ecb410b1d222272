# Timers, clock, sleep and the modules on every kind of board.
# flake8: noqa: (hardware.py puts facts and helpers before it)
import machine
import time
import uctypes
from machine import RTC, WDT, Timer

ticks = []
t = Timer(-1, mode=Timer.PERIODIC, period=5, callback=lambda t: ticks.append(t))
wait("periodic", lambda: len(ticks) >= 3)
same("argument", ticks[0] is t, True)
t.deinit()
one = []
t.init(mode=Timer.ONE_SHOT, period=5, callback=lambda t: one.append(1))
wait("one shot", lambda: one)
Timer(1, period=5, callback=lambda t: one.append(2))
wait("numbered", lambda: 2 in one)
Timer(1).deinit()
same("wrong timer", error(Timer, 4 if ESP32 else 99), ValueError)

r = RTC()
r.datetime((2031, 2, 28, 4, 23, 59, 58, 0))
same("datetime", r.datetime()[:3], (2031, 2, 28))
same("wrong date", error(r.datetime, (2031, 2)), ValueError)
has("RTC.memory", RTC, "memory", not WIPY)
has("RTC.alarm", RTC, "alarm", not ESP32)
has("RTC.irq", RTC, "irq", not ESP32)
has("RTC.now", RTC, "now", not (ESP32 or ESP8266))
if not WIPY:
    r.memory(b"kept")
    same("memory", r.memory(), b"kept")
if not ESP32:
    rings = []
    r.irq(trigger=r.ALARM0, handler=lambda r: rings.append(r))
    r.alarm(r.ALARM0, 5)
    same("left", 0 <= r.alarm_left() <= 5, True)
    wait("alarm", lambda: rings)

same("unique_id", len(machine.unique_id()) > 3, True)
same("freq", machine.freq() > 1000000, True)
same("reset cause", machine.reset_cause(), machine.PWRON_RESET)
same("causes", len({machine.PWRON_RESET, machine.HARD_RESET, machine.WDT_RESET,
                    machine.DEEPSLEEP_RESET, machine.SOFT_RESET}), 5)
has("wake_reason", machine, "wake_reason", not ESP8266)
for name in "EXT0_WAKE", "EXT1_WAKE", "TIMER_WAKE", "TOUCHPAD_WAKE":
    has(name, machine, name, ESP32)
for name in "RTC_WAKE", "WLAN_WAKE", "PWRON_WAKE", "rng":
    has(name, machine, name, not (ESP32 or ESP8266))
start = time.ticks_ms()
machine.idle()
machine.lightsleep(20)
same("slept", time.ticks_diff(time.ticks_ms(), start) >= 20, True)
if ESP32:
    same("timer woke", machine.wake_reason(), machine.TIMER_WAKE)
elif not ESP8266:
    same("clock woke", machine.wake_reason(), machine.RTC_WAKE)
store = bytearray(8)
at = uctypes.addressof(store)
machine.mem8[at] = 0x12
machine.mem16[at + 2] = 0x3456
machine.mem32[at + 4] = 0x789ABCDE
same("mem", store, b"\x12\0\x56\x34\xde\xbc\x9a\x78")
same("mem8", (machine.mem8[at], machine.mem16[at + 2],
              machine.mem32[at + 4]), (0x12, 0x3456, 0x789ABCDE))
if ESP8266:
    same("fixed watchdog", error(WDT, timeout=5000), ValueError)
if WIPY:
    same("short watchdog", error(WDT, timeout=999), ValueError)
WDT(0).feed() if ESP8266 else WDT(0, 60000).feed()

for name in "esp", "esp32", "wipy", "network":
    there = name in {"esp32": ("esp", "esp32", "network"),
                     "esp8266": ("esp", "network"),
                     "wipy": ("wipy", "network")}.get(KIND, ())
    try:
        module = __import__(name)
        same("import " + name, there, True)
    except ImportError:
        same("no " + name, there, False)
if ESP32:
    import esp32
    same("ULP", error(esp32.ULP), OSError)
    has("PCNT", esp32, "PCNT", False)
if ESP8266:
    import esp
    has("esp.neopixel_write", esp, "flash_id", True)
if ESP32 or ESP8266:
    import network
    sta = network.WLAN(network.STA_IF)
    sta.active(True)
    same("scan", [ap[0] for ap in sta.scan()], [])
    same("not there", sta.isconnected(), False)
    has("network.Server", network, "Server", False)
if WIPY:
    import network
    import wipy
    same("heartbeat", wipy.heartbeat(), True)
    wipy.heartbeat(False)
    same("access point", network.WLAN().ssid()[:10], "wipy-wlan-")
print("done")
