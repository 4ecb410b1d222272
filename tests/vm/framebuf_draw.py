# framebuf: every method in every format.
try:
    import framebuf
except ImportError:
    print("SKIP")
    raise SystemExit

FORMATS = ("MONO_VLSB", "MONO_HLSB", "MONO_HMSB", "GS2_HMSB", "GS4_HMSB",
           "GS8", "RGB565")


def show(function, *args):
    try:
        print(function(*args))
    except Exception as error:
        print(type(error).__name__, error)


def dump(frame, width, height):
    for y in range(height):
        print("".join("%x" % (frame.pixel(x, y) & 15) for x in range(width)))


print(framebuf.MVLSB, [getattr(framebuf, name) for name in FORMATS])
for name in FORMATS:
    buffer = bytearray(19 * 18 * 2)
    frame = framebuf.FrameBuffer(buffer, 19, 18, getattr(framebuf, name))
    print(name, frame)
    frame.fill(0)
    frame.pixel(1, 1, 3)
    print(frame.pixel(1, 1), frame.pixel(-1, 0), frame.pixel(19, 0))
    frame.hline(2, 0, 30, 1)
    frame.vline(0, -5, 10, 2)
    frame.rect(2, 2, 6, 5, 5)
    frame.rect(10, 2, 6, 5, 9, True)
    frame.fill_rect(11, 3, 2, 2, 0)
    frame.line(0, 17, 18, 9, 1)
    frame.line(3, 17, 5, -4, 3)
    frame.ellipse(12, 12, 5, 3, 1)
    frame.ellipse(12, 12, 2, 4, 7, True, 5)
    frame.text("a\xe9", 2, 9, 1)
    dump(frame, 19, 18)
    frame.scroll(2, -3)
    dump(frame, 19, 18)
    small = framebuf.FrameBuffer(bytearray(b"\x81\x42\x24\x18"), 8, 4,
                                 framebuf.MONO_HLSB)
    frame.blit(small, -2, 1)
    frame.blit(small, 10, 5, 0)
    palette = framebuf.FrameBuffer(bytearray(b"\x03\x05"), 2, 1,
                                   framebuf.GS8)
    frame.blit(small, 3, 12, -1, palette)
    frame.blit((bytearray(b"\x07\x01\x02\x03"), 2, 2, framebuf.GS8), 15, 15)
    dump(frame, 19, 18)
    print(sum(buffer), bytes(frame)[:8])

frame = framebuf.FrameBuffer1(bytearray(8), 8, 8)
for code in range(32, 128):
    frame.fill(0)
    frame.text(chr(code), 0, 0)
    print(code, bytes(frame))
for args in ((bytearray(7), 8, 8, 3), (bytearray(8), 8, 8, 9),
             (bytearray(8), 0, 8, 0), (b"12345678", 8, 8, 0),
             (bytearray(8), 8, 8, 0, 4), (5, 8, 8, 0)):
    show(framebuf.FrameBuffer, *args)
show(frame.blit, 5, 0, 0)
show(frame.poly, 0, 0, [1, 2], 1)
frame.fill(0)
from array import array
frame.poly(0, 0, array("h", [1, 1, 6, 2, 3, 6]), 1)
dump(frame, 8, 8)
