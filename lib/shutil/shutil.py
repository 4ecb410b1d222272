# SPDX-License-Identifier: MIT
# Files and folders as a whole.
import os
from collections import namedtuple

_usage = namedtuple("usage", ("total", "used", "free"))


def copyfileobj(src, dest, length=512):
    buf = memoryview(bytearray(length))
    while True:
        n = src.readinto(buf)
        if not n:
            break
        dest.write(buf[:n])


def copyfile(src, dest):
    with open(src, "rb") as f:
        with open(dest, "wb") as g:
            copyfileobj(f, g)
    return dest


copy = copyfile


def _is_dir(path):
    return os.stat(path)[0] & 0x4000


def copytree(src, dest):
    os.mkdir(dest)
    for entry in os.ilistdir(src):
        source, target = src + "/" + entry[0], dest + "/" + entry[0]
        (copytree if entry[1] & 0x4000 else copyfile)(source, target)
    return dest


def rmtree(path):
    for entry in list(os.ilistdir(path)):
        name = path + "/" + entry[0]
        if entry[1] & 0x4000:
            rmtree(name)
        else:
            os.remove(name)
    os.rmdir(path)


def move(src, dest):
    try:
        if _is_dir(dest):
            dest += "/" + src.rstrip("/").rsplit("/", 1)[-1]
    except OSError:
        pass
    os.rename(src, dest)
    return dest


def disk_usage(path):
    info = os.statvfs(path)
    total = info[1] * info[2]
    free = info[1] * info[3]
    return _usage(total, total - free, free)
