# VfsLfs1 and VfsLfs2 on a block device in memory.
BLOCKS = 60

try:
    import os
    import sys
    import vfs
    KINDS = vfs.VfsLfs1, vfs.VfsLfs2
except (ImportError, AttributeError):
    print("SKIP")
    raise SystemExit


def show(function, *args, **kw):
    args_shown = [a for a in args if type(a) is not B]
    try:
        result = function(*args, **kw)
        if type(result) is tuple:
            result = result[:7]
        print(args_shown, "->", result)
    except Exception as error:
        print(args_shown, "!", type(error).__name__, error)


class B:
    size = 512

    def __init__(self, count):
        self.data = bytearray(count * self.size)

    def readblocks(self, n, buf, offset=0):
        at = n * self.size + offset
        buf[:] = self.data[at:at + len(buf)]

    def writeblocks(self, n, buf, offset=0):
        at = n * self.size + offset
        self.data[at:at + len(buf)] = buf

    def ioctl(self, request, arg):
        if request == 4:
            return len(self.data) // self.size
        if request == 5:
            return self.size
        if request == 6:
            return 0


def make(fs, device):
    fs.mkfs(device)
    return fs(device)


def files():
    with open("hello.txt", "w") as f:
        print(f.write("hello\n"), f.write("w\xf6rld"), f.tell(), f.seek(0),
              f.write("J"))
    print(open("hello.txt").read(), open("hello.txt", "rb").read())
    with open("hello.txt", "a") as f:
        print(f.write("++"), f.tell())
    with open("hello.txt", "r+b") as f:
        print(f.read(3), f.seek(0, 2), f.seek(-2, 1), f.read(), f.seek(1),
              f.readline(), f.readlines())
        show(f.seek, -100)
        buf = bytearray(4)
        f.seek(0)
        print(f.readinto(buf), buf)
    for line in open("hello.txt"):
        print(repr(line))
    with open("plus", "w+") as f:
        f.write("abc")
        f.flush()
        f.seek(0)
        print(f.read(), os.stat("plus")[6])
    with open("big", "wb") as f:
        print(f.write(bytes(1000)), f.seek(2000), f.tell(), f.write(b"z"))
    print(os.stat("big")[:7])
    f = open("full", "wb")
    try:
        for i in range(200):
            f.write(bytes(1000))
    except OSError as error:
        print(error)
    f.close()
    os.remove("full")


def directories(v):
    os.mkdir("dir")
    os.mkdir("/d/dir/sub")
    show(os.mkdir, "dir")
    show(os.mkdir, "no/dir")
    print(sorted(os.ilistdir("/d")), sorted(v.ilistdir(b"/")))
    os.chdir("dir")
    print(os.getcwd(), v.getcwd())
    os.chdir("sub")
    print(os.getcwd())
    os.chdir("..")
    print(os.getcwd(), sorted(os.listdir("..")), os.listdir("."))
    os.chdir("/d")
    show(os.rename, "hello.txt", "dir/h2.txt")
    show(os.rename, "dir/h2.txt", "hello.txt")
    show(os.rename, "hello.txt", "dir")
    open("other", "w").close()
    show(os.rename, "hello.txt", "other")
    print(sorted(os.listdir()))
    show(os.rename, "other", "hello.txt")
    os.rmdir("dir/sub")
    os.rmdir("dir")
    for function in (os.chdir, os.listdir, os.stat, open, os.remove,
                     os.rmdir):
        show(function, "nope")
    show(os.chdir, "hello.txt")
    show(os.listdir, "hello.txt")
    show(os.rename, "nope", "x")


def names():
    long = "a long file name with spaces.text"
    open(long, "w").close()
    open("\xfcn\xef.x", "w").close()
    print(sorted(os.listdir()), sorted(os.listdir(b"")))
    os.remove(long)
    os.remove("\xfcn\xef.x")
    with open("mymod.py", "w") as f:
        f.write("print('mymod', __file__)\n")
    sys.path[:] = ["/d"]
    import mymod
    del sys.modules["mymod"]
    sys.path[:] = [""]
    import mymod
    os.remove("mymod.py")


def read_only(b):
    os.chdir("/")
    vfs.umount("/d")
    vfs.mount(FS(b), "/d", readonly=True)
    print(open("/d/plus").read())
    show(open, "/d/new", "w")
    show(os.remove, "/d/plus")
    show(os.mkdir, "/d/x")
    show(os.rename, "/d/plus", "/d/x")
    vfs.umount("/d")
    vfs.mount(FS(b), "/d")
    os.chdir("/d")


def common(v, b):
    print(v, os.listdir(), os.getcwd(), os.statvfs("/d"))
    files()
    directories(v)
    names()
    read_only(b)
    for name in os.listdir():
        os.remove(name)


def main():
    b = B(BLOCKS)
    show(FS, b)
    v = make(FS, b)
    vfs.mount(v, "/d")
    os.chdir("/d")
    common(v, b)
    open("file", "w").close()
    os.mkdir("dir")
    open("dir/x", "w").close()
    show(os.rmdir, "dir")
    show(os.rmdir, "file")
    show(open, "dir", "w")
    show(os.stat, "FILE")
    f = open("dir/x")
    f.close()
    show(f.read)
    print(os.listdir("/d"))
    os.chdir("/")
    vfs.umount("/d")
    vfs.mount(b, "/e")
    print(vfs.mount()[0], os.listdir("/e"))
    vfs.umount("/e")
    for options in ({"readsize": 16}, {"progsize": 64, "lookahead": 64},
                    {"progsize": 64, "readsize": 16}, {"mtime": False}):
        b = B(BLOCKS)
        FS.mkfs(b, **options)
        v = FS(b, **options)
        vfs.mount(v, "/o")
        with open("/o/x", "wb") as f:
            f.write(bytes(range(256)) * 5)
        print(options, sum(open("/o/x", "rb").read()), os.stat("/o/x")[6],
              os.stat("/o/x")[8] > 0)
        vfs.umount("/o")


def remove_while_listing():
    v = make(FS, B(BLOCKS))
    for i in range(20):
        v.open("name%d" % i, "w").close()
    print([v.remove(entry[0]) for entry in v.ilistdir()])
    print(list(v.ilistdir()), v.statvfs("")[:7])


for FS in KINDS:
    print(FS)
    main()
    remove_while_listing()
