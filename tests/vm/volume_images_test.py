#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Images of volumes made by one program are read and changed by others: upy,
MicroPython, mtools (FAT) and the Python package of littlefs (version 2)."""
import os
import shutil
import subprocess
import sys
import tempfile

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(here, "..", "lib"))
from stock_tools import stock_tools  # noqa: E402

DEADLINE = 120
BLOCK, COUNT = 512, 256
KINDS = "VfsFat", "VfsLfs1", "VfsLfs2"
UPY = os.environ.get("UPY", "upy")
BUILD = os.environ.get("UPYD_BUILD") or os.path.join(os.getcwd(), "..", "..")

DEVICE = f"""
import sys, vfs
class Device:
    def __init__(self, data): self.data = bytearray(data)
    def readblocks(self, n, buf, at=0):
        at += n * {BLOCK}
        buf[:] = self.data[at:at + len(buf)]
    def writeblocks(self, n, buf, at=0):
        at += n * {BLOCK}
        self.data[at:at + len(buf)] = buf
    def ioctl(self, request, arg):
        return {{4: {COUNT}, 5: {BLOCK}}}.get(request, 0)
with open(sys.argv[1], "rb") as f: device = Device(f.read())
kind = getattr(vfs, sys.argv[2])
"""
KEEP = """
with open(sys.argv[1], 'wb') as f: f.write(device.data)
"""
MAKE = DEVICE + "kind.mkfs(device)\n" + KEEP
VISIT = DEVICE + """
fs = kind(device)
who = sys.argv[3]
def text(name):
    return (name + ' ') * 300
def check(path):
    for entry in fs.ilistdir(path):
        name = path + '/' + entry[0]
        if entry[1] == 0x4000:
            check(name)
            continue
        with fs.open(name, 'r') as f:
            data = f.read()
        assert data == text(entry[0].lower()), (name, data[:40])
        print(name.lower())
check('')
if who:
    fs.mkdir(who + '.d')
    for name in (who, who + '.d/' + who + '.in'):
        with fs.open(name, 'w') as f:
            f.write(text(name.split('/')[-1]))
""" + KEEP


def text(name):
    return (name + " ") * 300


def run(*command):
    done = subprocess.run(command, capture_output=True, timeout=DEADLINE,
                          check=False)
    assert done.returncode == 0, (command[0], done.stdout, done.stderr)
    return done.stdout.decode()


def python(program, make, image, kind, who=""):
    with tempfile.NamedTemporaryFile("w", suffix=".py") as script:
        script.write(MAKE if make else VISIT)
        script.flush()
        return set(run(program, script.name, image, kind, who).split())


def mtools(image, who):
    with tempfile.TemporaryDirectory() as place:
        source = os.path.join(place, who)
        with open(source, "w", encoding="ascii") as f:
            f.write(text(who))
        run("mcopy", "-i", image, source, "::/" + who)
    listed = run("mdir", "-i", image, "-b", "-/", "::").split()
    found = set()
    for path in listed:
        if path.endswith("/"):
            continue
        name = path.split("/")[-1].lower()
        assert run("mtype", "-i", image, path) == text(name), path
        found.add(path[2:].lower())
    return found


LITTLEFS = f"""
import sys
from littlefs import LittleFS
fs = LittleFS(block_size={BLOCK}, block_count={COUNT}, mount=False)
with open(sys.argv[1], 'rb') as f: fs.context.buffer = bytearray(f.read())
fs.mount()
for place, _, names in fs.walk('/'):
    for name in names:
        path = place.rstrip('/') + '/' + name
        with fs.open(path, 'r') as f:
            assert f.read() == (name + ' ') * 300, path
        print(path)
with fs.open('/' + sys.argv[2], 'w') as f: f.write((sys.argv[2] + ' ') * 300)
with open(sys.argv[1], 'wb') as f: f.write(fs.context.buffer)
"""


def littlefs(tools, image, who):
    return set(run(os.path.join(tools, "python"), "-c", LITTLEFS, image,
                   who).split())


def names(*makers):
    """What upy and MicroPython leave in a volume."""
    return {name for who in makers
            for name in (f"/{who}", f"/{who}.d/{who}.in")}


def exchange(image, kind, maker, other, tools):
    with open(image, "wb") as f:
        f.write(bytes(BLOCK * COUNT))
    python(maker, True, image, kind)
    python(maker, False, image, kind, "one")
    there = names("one")
    assert python(other, False, image, kind, "two") == there
    there |= names("two")
    assert python(maker, False, image, kind, "three") == there
    there |= names("three")
    if kind == "VfsFat" and shutil.which("mcopy"):
        there.add("/four")
        assert mtools(image, "four") == there
    if kind == "VfsLfs2":
        assert littlefs(tools, image, "four") == there
        there.add("/four")
    for program in maker, other:
        assert python(program, False, image, kind) == there
    print(f"ok - {kind} made by {os.path.basename(maker)}: {len(there)} files")


def main():
    tools = stock_tools(BUILD)
    if tools is None:
        print("the packages cannot be had")
        return 77
    theirs = os.path.join(tools, "micropython")
    with tempfile.TemporaryDirectory() as place:
        image = os.path.join(place, "image")
        for kind in KINDS:
            exchange(image, kind, UPY, theirs, tools)
            exchange(image, kind, theirs, UPY, tools)
    return 0


sys.exit(main())
