# Importing through a file system written in Python.
try:
    import io
    import os
    import sys
    import vfs
except ImportError:
    print("SKIP")
    raise SystemExit


class File(io.IOBase):
    def __init__(self, data):
        self.data = data
        self.at = 0

    def readinto(self, buf):
        n = min(len(buf), len(self.data) - self.at)
        buf[:n] = self.data[self.at:self.at + n]
        self.at += n
        return n

    def ioctl(self, request, arg):
        return 0


class Files:
    def __init__(self, files, make):
        self.files = files
        self.make = make

    def mount(self, readonly, mkfs):
        pass

    def umount(self):
        pass

    def chdir(self, path):
        pass

    def getcwd(self):
        return "/"

    def stat(self, path):
        print("stat", path)
        if path[0] != "/":
            path = "/" + path
        if path in self.files:
            return (0x8000, 0, 0, 0, 0, 0, 0, 0, 0, 0)
        if any(name.startswith(path + "/") for name in self.files):
            return (0x4000, 0, 0, 0, 0, 0, 0, 0, 0, 0)
        raise OSError(2)

    def open(self, path, mode):
        print("open", path, mode)
        if path[0] != "/":
            path = "/" + path
        return self.make(self.files[path])


TEXT = b"print(__name__, __file__)\nvalue = 42\n"
vfs.mount(Files({"/one.py": TEXT, "/pack/__init__.py": TEXT,
                 "/pack/two.py": TEXT + b"from .three import value\n",
                 "/pack/three.py": b"value = 'three'\n"}, io.BytesIO), "/b")
vfs.mount(Files({"/lib/user.py": TEXT, "/lib/bad.py": b"x = = 1\n"}, File),
          "/u")
sys.path[:] = ["/b"]
import one
print(one.value)
import pack.two
print(pack.value, pack.two.value)
sys.path[:] = ["/u/lib"]
import user
print(user.value)
try:
    import bad
except SyntaxError:
    print("SyntaxError", "bad" in sys.modules)
try:
    import missing
except ImportError as error:
    print(error)
os.chdir("/b")
sys.path[:] = [""]
del sys.modules["one"]
import one
print(one.__file__)
vfs.umount("/b")
del sys.modules["one"]
try:
    import one
except ImportError as error:
    print(error)
