# SPDX-License-Identifier: MIT
# Paths as objects.
import os
from os import path as _path


class Path:
    def __init__(self, *parts):
        text = _path.join(*(str(p) for p in parts)) if parts else "."
        pieces = [p for p in text.split("/") if p not in ("", ".")]
        self._path = ("/" if text[:1] == "/" else "") + "/".join(pieces) or "."

    @classmethod
    def cwd(cls):
        return cls(os.getcwd())

    def __truediv__(self, other):
        return Path(self._path, str(other))

    def __rtruediv__(self, other):
        return Path(other, self._path)

    def __repr__(self):
        return "PosixPath(%r)" % self._path

    def __str__(self):
        return self._path

    def as_posix(self):
        return self._path

    def __eq__(self, other):
        return isinstance(other, Path) and self._path == other._path

    def __lt__(self, other):
        return self._path < other._path

    def __hash__(self):
        return hash(self._path)

    @property
    def parts(self):
        pieces = tuple(p for p in self._path.split("/") if p not in ("", "."))
        return ("/",) + pieces if self._path[0] == "/" else pieces

    @property
    def parent(self):
        head = _path.dirname(self._path)
        return Path(head or ".")

    @property
    def parents(self):
        found = []
        here = self
        while here.parent != here:
            here = here.parent
            found.append(here)
        return found

    @property
    def name(self):
        name = _path.basename(self._path)
        return "" if name == "." else name

    @property
    def stem(self):
        return _path.splitext(self.name)[0]

    @property
    def suffix(self):
        return _path.splitext(self.name)[1]

    def with_name(self, name):
        return self.parent / name

    def with_suffix(self, suffix):
        return self.with_name(self.stem + suffix)

    def is_absolute(self):
        return self._path[0] == "/"

    def absolute(self):
        return Path(os.getcwd(), self._path)

    def resolve(self):
        return Path(_path.abspath(self._path))

    def relative_to(self, other):
        other = str(Path(other))
        if other == ".":
            return self
        if self._path != other and not self._path.startswith(
                other.rstrip("/") + "/"):
            raise ValueError("%r is not in the subpath of %r" % (
                self._path, other))
        return Path(self._path[len(other):].lstrip("/") or ".")

    def exists(self):
        return _path.exists(self._path)

    def is_dir(self):
        return _path.isdir(self._path)

    def is_file(self):
        return _path.isfile(self._path)

    def stat(self):
        return os.stat(self._path)

    def iterdir(self):
        for entry in os.ilistdir(self._path):
            yield self / entry[0]

    def glob(self, pattern):
        import fnmatch

        first, _, rest = pattern.partition("/")
        if first == "**":
            for found in self.glob(rest or "*"):
                yield found
            for child in self.iterdir():
                if child.is_dir():
                    for found in child.glob(pattern):
                        yield found
            return
        for child in self.iterdir():
            if not fnmatch.fnmatch(child.name, first):
                continue
            if not rest:
                yield child
            elif child.is_dir():
                for found in child.glob(rest):
                    yield found

    def rglob(self, pattern):
        return self.glob("**/" + pattern)

    def mkdir(self, mode=0o777, parents=False, exist_ok=False):
        if parents:
            os.makedirs(self._path, mode, exist_ok)
            return
        try:
            os.mkdir(self._path)
        except OSError as e:
            if e.errno != 17 or not exist_ok:
                raise

    def open(self, mode="r", encoding=None):
        return open(self._path, mode)

    def read_bytes(self):
        with open(self._path, "rb") as f:
            return f.read()

    def read_text(self, encoding=None):
        with open(self._path) as f:
            return f.read()

    def write_bytes(self, data):
        with open(self._path, "wb") as f:
            return f.write(data)

    def write_text(self, data, encoding=None):
        with open(self._path, "w") as f:
            return f.write(data)

    def touch(self, mode=0o666, exist_ok=True):
        if not exist_ok and self.exists():
            raise OSError(17)
        open(self._path, "a").close()

    def rename(self, target):
        os.rename(self._path, str(target))
        return Path(target)

    def unlink(self, missing_ok=False):
        try:
            os.remove(self._path)
        except OSError as e:
            if e.errno != 2 or not missing_ok:
                raise

    def rmdir(self):
        os.rmdir(self._path)


PosixPath = Path
PurePath = Path
