# Random polygons, outlined and filled: every pixel as MicroPython draws it.
import array
import binascii
import framebuf

SIZE = 40
state = 1


def draw(low, high):
    global state
    state = (state * 1103515245 + 12345) & 0x7FFFFFFF
    return low + (state >> 8) % (high - low + 1)


for round in range(60):
    buf = bytearray(SIZE * SIZE)
    frame = framebuf.FrameBuffer(buf, SIZE, SIZE, framebuf.GS8)
    for fill in (False, True):
        far = 2000 if round % 10 == 9 else 45
        points = array.array("h", [draw(-far // 3, far) for _ in range(2 * draw(0, 8))])
        frame.poly(draw(-9, 9), draw(-9, 9), points, 1 + fill, fill)
    print(round, binascii.crc32(buf))
