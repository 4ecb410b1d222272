# SPDX-License-Identifier: MIT
# Tar files (ustar): reading, also from streams, and writing.
import builtins
import os

DIRTYPE = "dir"
REGTYPE = "file"
_BLOCK = 512


def _text(field):
    return bytes(field).split(b"\0")[0].decode()


def _octal(field):
    return int(_text(field).strip() or "0", 8)


# The part of the stream that is one file.
class FileSection:
    def __init__(self, f, size, padded):
        self.f = f
        self.left = size
        self.padding = padded - size

    def read(self, size=-1):
        if size < 0 or size > self.left:
            size = self.left
        data = self.f.read(size) if size else b""
        self.left -= len(data)
        return data

    def readinto(self, buf):
        data = self.read(len(buf))
        buf[:len(data)] = data
        return len(data)

    def skip(self):
        left = self.left + self.padding
        while left:
            data = self.f.read(min(left, _BLOCK))
            if not data:
                break
            left -= len(data)
        self.left = self.padding = 0


class TarInfo:
    def __init__(self, name=""):
        self.name = name
        self.type = DIRTYPE if name[-1:] == "/" else REGTYPE
        self.mode = 0o755 if self.type == DIRTYPE else 0o644
        self.mtime = 0
        self.size = 0

    def isdir(self):
        return self.type == DIRTYPE

    def isreg(self):
        return self.type == REGTYPE

    def __repr__(self):
        return "<TarInfo %r %s %d>" % (self.name, self.type, self.size)


class TarFile:
    def __init__(self, name=None, mode="r", fileobj=None):
        if mode not in ("r", "w", "a"):
            raise NotImplementedError("mode " + mode)
        self.mode = mode
        self.f = fileobj or builtins.open(name, {"r": "rb", "w": "wb", "a": "r+b"}[
            mode])
        self.subf = None
        if mode == "a":
            while self.next():
                pass
            self.f.seek(-_BLOCK, 1)

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()

    def __iter__(self):
        return self

    def __next__(self):
        info = self.next()
        if info is None:
            raise StopIteration
        return info

    def next(self):
        if self.subf:
            self.subf.skip()
            self.subf = None
        head = self.f.read(_BLOCK)
        if not head or not any(head):
            return None
        if len(head) < _BLOCK:
            raise ValueError("unexpected end of data")
        sums = sum(head[:148]) + sum(head[156:]) + 8 * 32
        if sums != _octal(head[148:156]):
            raise ValueError("bad checksum")
        name = _text(head[:100])
        if head[257:262] == b"ustar" and head[345]:
            name = _text(head[345:500]) + "/" + name
        kind = head[156:157]
        info = TarInfo(name.rstrip("/"))
        if kind == b"5" or name[-1:] == "/":
            info.type = DIRTYPE
        elif kind not in (b"0", b"\0"):
            info.type = kind
        info.mode = _octal(head[100:108])
        info.size = _octal(head[124:136])
        info.mtime = _octal(head[136:148])
        padded = (info.size + _BLOCK - 1) // _BLOCK * _BLOCK
        info.subf = self.subf = FileSection(self.f, info.size, padded)
        return info

    def extractfile(self, info):
        return info.subf

    # Names cannot lead out of the folder.
    def extract(self, info, path="."):
        name = info.name.rstrip("/")
        if name.startswith("/") or ".." in name.split("/"):
            raise ValueError("bad path: " + name)
        place = path + "/" + name
        if info.isdir():
            try:
                os.mkdir(place)
            except OSError as e:
                if e.errno != 17:
                    raise
            return
        with builtins.open(place, "wb") as g:
            while True:
                data = info.subf.read(_BLOCK)
                if not data:
                    break
                g.write(data)

    def extractall(self, path="."):
        for info in self:
            self.extract(info, path)

    def addfile(self, info, fileobj=None):
        head = bytearray(_BLOCK)
        name = info.name.encode()
        if info.isdir() and name[-1:] != b"/":
            name += b"/"
        if len(name) > 100:
            raise ValueError("name is too long")
        head[:len(name)] = name
        for start, form, value in ((100, b"%07o", info.mode),
                                   (108, b"%07o", 0), (116, b"%07o", 0),
                                   (124, b"%011o", info.size),
                                   (136, b"%011o", info.mtime)):
            text = form % value
            head[start:start + len(text)] = text
        head[156:157] = b"5" if info.isdir() else b"0"
        head[257:265] = b"ustar\x0000"
        head[148:156] = b"        "
        head[148:155] = b"%06o\0" % sum(head)
        self.f.write(head)
        left = info.size
        while left:
            data = fileobj.read(min(left, _BLOCK))
            if not data:
                raise ValueError("the file is shorter than its size")
            self.f.write(data)
            left -= len(data)
        self.f.write(bytes(-info.size % _BLOCK))

    def add(self, name, recursive=True):
        info = TarInfo(name)
        st = os.stat(name)
        info.mtime = st[7]
        if st[0] & 0x4000:
            info.type = DIRTYPE
            info.mode = 0o755
            self.addfile(info)
            if recursive:
                for entry in os.ilistdir(name):
                    self.add(name + "/" + entry[0])
            return
        info.size = st[6]
        with builtins.open(name, "rb") as f:
            self.addfile(info, f)

    def close(self):
        if self.mode != "r":
            self.f.write(bytes(2 * _BLOCK))
        self.f.close()


def open(name=None, mode="r", fileobj=None):
    return TarFile(name, mode, fileobj)
