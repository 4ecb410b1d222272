# VfsRom: a ROMFS image in memory, whole, damaged and mounted.
import os
import sys
import vfs


def number(n):
    out = bytes([n & 0x7F])
    while n >= 0x80:
        n >>= 7
        out = bytes([n & 0x7F | 0x80]) + out
    return out


def record(kind, payload):
    return number(kind) + number(len(payload)) + payload


def named(kind, name, payload):
    return record(kind, number(len(name)) + name + payload)


def file(name, data):
    return named(5, name, record(2, data))


def attempt(f, *args):
    try:
        print(f(*args))
    except Exception as e:
        print(type(e).__name__, e.args)


BODY = (
    record(2, b"pointed at")
    + file(b"a.txt", b"one\ntwo\n")
    + file(b"big", b"x" * 300)
    + record(1, b"padding")
    + named(5, b"far", record(3, number(7) + number(2)))
    + named(4, b"sub", file(b"rom_module.py", b"answer = 42\n") + named(4, b"deep", b""))
)
IMAGE = record(0x14A6B1, BODY)
rom = vfs.VfsRom(IMAGE)
print(rom)
for path in ("", "/", "sub", "/sub/", "sub/deep", "a.txt", "nothere"):
    attempt(lambda: list(rom.ilistdir(path)))
    attempt(rom.stat, path)
print(list(rom.ilistdir(b"sub")))
attempt(rom.statvfs, "/")
attempt(rom.chdir, "sub")
attempt(rom.chdir, "/")
attempt(rom.getcwd)
attempt(rom.open, "sub", "r")
attempt(rom.open, "nothere", "r")
attempt(rom.open, "a.txt", "w")
attempt(rom.open, "a.txt", "rb+")
attempt(rom.mount, False, True)

f = rom.open("a.txt", "r")
print(f.readline(), f.tell(), f.read(), f.read(), f.seek(1), f.read(3), f.seek(100), f.seek(-2, 2))
f = rom.open("big", "rb")
view = memoryview(f)
print(len(view), view[299], len(f.read()), rom.open("far", "rb").read())
try:
    view[0] = 1
except TypeError as e:
    print("TypeError")

vfs.mount(rom, "/rom")
print(os.listdir("/rom"), open("/rom/a.txt").read())
sys.path.append("/rom/sub")
import rom_module

print(rom_module.answer, rom_module.__file__)
vfs.umount("/rom")

for bad in (b"", IMAGE[:3], IMAGE[:-1], b"\xd2\xcd\x32\x00", 5):
    attempt(vfs.VfsRom, bad)
print(list(vfs.VfsRom(b"\xd2\xcd\x31\x00").ilistdir("/")))
print(list(vfs.VfsRom(bytearray(IMAGE)).ilistdir("sub")))
