# I2C, SPI and UART on every kind of board.
# flake8: noqa: (hardware.py puts facts and helpers before it)
from machine import I2C, SPI, UART, Pin, SoftI2C, SoftSPI

hardware = I2C(scl=Pin(SCL), sda=Pin(SDA)) if ESP8266 else \
    I2C() if WIPY else I2C(0)
for bus in hardware, SoftI2C(scl=Pin(SCL), sda=Pin(SDA), freq=200000):
    same("scan", bus.scan(), [0x48, 0x50])
    same("sensor", bus.readfrom_mem(0x48, 0, 2), b"\xf8\x80")
    bus.writeto_mem(0x50, 0x20, b"abc", addrsize=16)
    into = bytearray(3)
    bus.readfrom_mem_into(0x50, 0x20, into, addrsize=16)
    same("memory", into, b"abc")
    same("writevto", bus.writevto(0x50, (b"\0", b"\x20")), 2)
    same("readfrom", bus.readfrom(0x50, 2), b"ab")
    same("writeto", bus.writeto(0x50, b"\0\x21"), 2)
    bus.readfrom_into(0x50, into)
    same("readfrom_into", into[:2], b"bc")
    for call in ((bus.readfrom, 0x20, 1), (bus.writeto, 0x20, b"x"),
                 (bus.readfrom_mem, 0x20, 0, 1)):
        try:
            call[0](*call[1:])
            same("nobody", "answered", "ENODEV")
        except OSError as e:
            same("nobody", e.errno in (19, 110), True)
same("wrong address", error(bus.writeto, 200, b"x"), ValueError)
if not ESP8266:
    same("no such bus", error(I2C, 7), ValueError)
    same("wrong pins", error(I2C, 0, scl=Pin(MISO)), ValueError)

cs = Pin(CS, Pin.OUT, value=1)
for bus in (SPI(1, baudrate=1000000),
            SoftSPI(sck=Pin(SCK), mosi=Pin(MOSI), miso=Pin(MISO))):
    cs(0)
    bus.write(b"\x9f")
    same("flash id", bus.read(3), b"\xef\x40\x10")
    cs(1)
    into = bytearray(4)
    cs(0)
    bus.write_readinto(b"\x9f\0\0\0", into)
    cs(1)
    same("write_readinto", into[1:], b"\xef\x40\x10")
same("no such bus", error(SPI, 9), ValueError)

u = UART(1, 9600, timeout=50)
same("write", u.write(b"one\ntwo"), 7)
wait("any", lambda: u.any() == 7)
same("readline", u.readline(), b"one\n")
same("read", (u.read(3), u.read(1)), (b"two", None))
u.flush()
same("txdone", u.txdone(), True)
u.init(115200, bits=7, parity=1, stop=2, rxbuf=256)
same("no such line", error(UART, 9), ValueError)
has("UART.irq", UART, "irq", not ESP8266)
has("UART.IRQ_RXIDLE", UART, "IRQ_RXIDLE", not (ESP8266 or WIPY))
came = []
if WIPY:
    u.irq(trigger=UART.RX_ANY, handler=lambda line: came.append(line.read()))
elif not ESP8266:
    i = u.irq(lambda line: came.append(line.read()), UART.IRQ_RX)
    same("trigger", i.trigger(), UART.IRQ_RX)
if not ESP8266:
    u.write(b"ping")
    wait("UART interrupt", lambda: came)
    same("came", came, [b"ping"])
u.deinit()
if ESP32:
    UART(1, baudrate=9600, tx=33, rx=32).deinit()
print("done")
