# Pin, Signal, ADC, PWM, lights and sensors on every kind of board.
# flake8: noqa: (hardware.py puts facts and helpers before it)
import machine
import time
from machine import ADC, PWM, Pin, Signal

p = Pin(FREE, Pin.OUT, value=1)
same("value", (p.value(), p()), (1, 1))
p.off()
same("off", p(), 0)
p.on()
same("on", p(), 1)
p.toggle()
same("toggle", p(), 0)
p(True)
same("call", p.value(), 1)
p.init(Pin.IN, Pin.PULL_UP)
same("pull up", p(), 1)
p.init(mode=Pin.OPEN_DRAIN, value=0)
same("open drain", p(), 0)
same("wrong mode", error(p.init, 99), ValueError)
same("wrong pin", error(Pin, 99), ValueError)
same("wrong name", error(Pin, "nothing"), ValueError)

has("Pin.PULL_DOWN", Pin, "PULL_DOWN", not ESP8266)
if not ESP8266:
    p.init(Pin.IN, Pin.PULL_DOWN)
    same("pull down", p(), 0)
for name in ("mode", "pull", "id", "drive", "alt_list", "ALT", "MED_POWER",
             "IRQ_LOW_LEVEL", "IRQ_HIGH_LEVEL"):
    has("Pin." + name, Pin, name, not (ESP32 or ESP8266))
for name in ("DRIVE_3", "WAKE_HIGH", "WAKE_LOW"):
    has("Pin." + name, Pin, name, ESP32)
if ESP32:
    Pin(FREE, Pin.OUT, drive=Pin.DRIVE_3)
elif not ESP8266:
    p.mode(Pin.OUT)
    p.pull(Pin.PULL_UP)
    p.drive(Pin.HIGH_POWER)
    same("read back", (p.mode(), p.pull(), p.drive()),
         (Pin.OUT, Pin.PULL_UP, Pin.HIGH_POWER))
    same("id", p.id(), FREE)
    wired = Pin(SDA)
    same("alt_list", wired.alt_list()[0][0], "I2C0_SDA")
    Pin(wired, mode=Pin.ALT, alt=wired.alt_list()[0][1])
    same("wrong alt", error(wired.init, Pin.ALT, alt=77), ValueError)

# Interrupts: soft ones may allocate, hard ones may not.
seen = []
p = Pin(FREE, Pin.OUT, value=0)
irq = p.irq(lambda pin: seen.append([pin]), Pin.IRQ_RISING)
p.on()
p.off()
wait("soft irq", lambda: seen)
same("irq argument", seen[0][0] is p, True)
irq()
same("irq by hand", len(seen), 2)
if KIND == "wipy":
    same("irq again", p.irq() is irq, True)
irq.disable()
p.on()
p.off()
machine.idle()
same("disabled", len(seen), 2)
count = 0

def hard(pin):
    global count
    count += 1

p.irq(hard, Pin.IRQ_FALLING, hard=True)
p.on()
p.off()
wait("hard irq", lambda: count == 1)
state = machine.disable_irq()
p.on()
p.off()
time.sleep_ms(2)
same("irqs are held", count, 1)
machine.enable_irq(state)
wait("irqs come later", lambda: count == 2)
p.irq(handler=None)
same("wrong trigger", error(p.irq, hard, 64), ValueError)
same("wrong priority", error(p.irq, hard, priority=8), ValueError)
same("wrong handler", error(p.irq, 5), TypeError)

s = Signal(p, invert=True)
s.on()
same("signal", (p(), s.value()), (0, 1))
s.off()
same("signal off", p(), 1)

# The world gives this input half of its range.
a = ADC(Pin(ANALOG))
same("read_u16", a.read_u16(), 32768)
same("read", a.read(), 512 if ESP8266 else 2048)
for name in ("atten", "width", "read_uv", "ATTN_11DB"):
    has("ADC." + name, ADC, name, not (ESP8266 or WIPY))
has("ADC.channel", ADC, "channel", WIPY)
has("ADC.block", ADC, "block", ESP32)
for name in ("ADCBlock", "TouchPad", "DAC"):
    has(name, machine, name, ESP32)
if not (ESP8266 or WIPY):
    same("read_uv", abs(a.read_uv() - 1650000) < 100, True)
    a.atten(ADC.ATTN_0DB)
    same("attenuation", (a.read(), a.read_uv()), (4095, 1100000))
    a.atten(ADC.ATTN_11DB)
    a.width(ADC.WIDTH_9BIT)
    same("width", a.read(), 256)
    same("wrong atten", error(a.atten, 9), ValueError)
if ESP32:
    same("block", a.block().connect(6).read(), 256)
    same("ADCBlock", machine.ADCBlock(1, bits=10).connect(Pin(34)).read(), 512)
    same("wrong channel", error(machine.ADCBlock(2).connect, 34), ValueError)
    t = machine.TouchPad(Pin(4))
    same("touch", t.read(), 700)
    t.config(500)
    same("no pad", error(machine.TouchPad, Pin(5)), ValueError)
    d = machine.DAC(Pin(25))
    d.write(255)
    same("DAC", ADC(Pin(25)).read_u16(), 65535)
    same("wrong level", error(d.write, 256), ValueError)
    same("no DAC", error(machine.DAC, Pin(5)), ValueError)
if WIPY:
    same("channel", machine.ADC().channel(pin=ANALOG)(), 2048)
    same("channel by number", machine.ADC(0).channel(1).value(), 2048)

w = PWM(Pin(FREE), freq=1000, duty_u16=32768)
same("PWM", (w.freq(), w.duty(), w.duty_u16()), (1000, 512, 32768))
w.duty_ns(250000)
same("duty_ns", abs(w.duty_ns() - 250000) < 100, True)
w.freq(100)
w.duty(512)
same("pulse", 0 < machine.time_pulse_us(Pin(FREE), 1, 1000000) < 200000, True)
w.deinit()
same("no pulse", machine.time_pulse_us(Pin(FREE), 1, 100) < 0, True)
same("wrong freq", error(w.freq, 0), ValueError)
if ESP8266:
    same("too quick", error(w.freq, 1001), ValueError)

has("bitstream", machine, "bitstream", not WIPY)
if WIPY:
    same("no lights", error(__import__, "neopixel"), ImportError)
else:
    import dht
    import ds18x20
    import neopixel
    import onewire
    lights = neopixel.NeoPixel(Pin(FREE), 3)
    lights.fill((1, 2, 3))
    lights[2] = (255, 0, 16)
    lights.write()
    same("lights", (lights[0], lights[-1], len(lights)),
         ((1, 2, 3), (255, 0, 16), 3))
    same("one too many", error(lights.__setitem__, 3, (1, 2, 3)), IndexError)
    sensor = dht.DHT22(Pin(DHT))
    sensor.measure()
    same("dht", (round(sensor.temperature(), 1), round(sensor.humidity(), 1)),
         (-7.5, 61.5))
    same("no dht", error(dht.DHT11(Pin(FREE)).measure), OSError)
    ow = onewire.OneWire(Pin(THERMOMETER))
    bus = ds18x20.DS18X20(ow)
    found = bus.scan()
    same("scan", (len(found), found[0][0], ow.crc8(found[0])), (1, 0x28, 0))
    same("85 at first", bus.read_temp(found[0]), 85.0)
    bus.convert_temp()
    same("thermometer", bus.read_temp(found[0]), -7.5)
    same("empty bus", onewire.OneWire(Pin(FREE)).scan(), [])
print("done")
