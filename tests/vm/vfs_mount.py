# The mount table: lookups, the current directory, mount and umount.
try:
    import os
    import vfs
except ImportError:
    print("SKIP")
    raise SystemExit


def show(function, *args, **kw):
    try:
        print(args, "->", function(*args, **kw))
    except Exception as error:
        print(args, "!", type(error).__name__, error)


class Files:
    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return "Files(%s)" % self.name

    def mount(self, readonly, mkfs):
        print(self.name, "mount", readonly, mkfs)

    def umount(self):
        print(self.name, "umount")

    def ilistdir(self, path):
        print(self.name, "ilistdir", repr(path))
        return iter([("a%s" % self.name, 0x8000, 0), (b"d", 0x4000, 1, 2)])

    def getcwd(self):
        print(self.name, "getcwd")
        return "dir%s" % self.name

    def rename(self, old, new):
        print(self.name, "rename", old, new)

    def open(self, path, mode):
        print(self.name, "open", path, mode)


def one_path(method):
    def call(self, path):
        print(self.name, method, path)
        return self.name if "stat" in method else None
    return call


for name in ("chdir", "mkdir", "remove", "rmdir", "stat", "statvfs"):
    setattr(Files, name, one_path(name))

show(vfs.mount, Files("n1"), "/n/x")
show(vfs.mount, Files("n2"), "/n")
show(os.listdir, "/n/x")
show(os.listdir, "/n")
show(vfs.umount, "/n/x")
show(vfs.umount, "/n")
show(vfs.umount, "/")
print(vfs.mount())
for function, args in (
        (os.listdir, ("/",)), (os.listdir, ()), (os.getcwd, ()),
        (os.listdir, ("/usr",)), (os.listdir, ("usr",)), (os.stat, ("/",)),
        (os.stat, ("x",)), (os.statvfs, ("/",)), (os.statvfs, ("x",)),
        (open, ("x",)), (os.mkdir, ("x",)), (os.chdir, ("/",)),
        (os.chdir, ("x",)), (os.rename, ("a", "b")), (os.stat, ("",)),
        (os.remove, ("/",)), (os.mkdir, ("/",)), (open, ("/",))):
    show(function, *args)

show(vfs.mount, Files(1), "/mnt")
show(vfs.mount, Files(2), "/mnt")
show(vfs.mount, Files(2), "/mnt/sub")
show(os.listdir)
show(os.listdir, "mnt")
show(os.listdir, b"")
print(list(os.ilistdir()))
vfs.mount(Files(3), "/mnt2", readonly=True)
show(os.rename, "/mnt/a", "/mnt2/b")
show(os.rename, "/mnt2/a", "/mnt2/b")
show(os.chdir, "/mnt")
show(os.getcwd)
show(os.listdir)
show(os.stat, "..")
show(os.stat, "")
show(os.listdir, "/")
show(os.chdir, "sub")
show(os.listdir, "x")
for function in (os.mkdir, os.remove, os.unlink, os.rmdir, os.statvfs):
    show(function, "q")
show(open, "q", "w")
show(open, "/mnt2/q")
show(os.chdir, "/")
show(os.getcwd)
vfs.mount(Files(5), "/")
show(os.listdir)
show(os.listdir, "/foo")
show(os.chdir, "/")
show(os.chdir, "/foo")
show(os.getcwd)
show(os.chdir, "/mnt")
show(vfs.umount, "/mnt")
show(os.getcwd)
show(vfs.umount, "/mnt")
show(vfs.umount, "/nope")
show(os.listdir, "/mnt")
files = Files(6)
vfs.mount(files, "/f")
show(vfs.umount, files)
show(vfs.umount, files)
show(vfs.mount, files, "/g", True)
show(vfs.mount, files, "/h", readonly=True)
show(vfs.mount, files, "/h", mkfs=True)
print(vfs.mount())
show(vfs.umount, "/")
show(os.getcwd)
vfs.umount("/h")
print(vfs.mount())
show(os.listdir, "/mnt2//")
show(os.stat, "/mnt2/a//b/")
show(os.stat, "//mnt2/a")
show(os.stat, "mnt2/../a")
show(os.chdir, "/mnt2/")
show(vfs.mount, Files(9), "rel")
show(os.chdir, "/")
show(vfs.mount, Files(9), "/zz/")
show(os.stat, "/zz/x")
show(vfs.mount, object(), "/rb")
show(vfs.mount, 5, "/rb")
show(vfs.mount, Files(4), 5)
show(os.stat, 5)
