# os.path, os.walk, pathlib, shutil, tempfile, stat, gzip, zlib, tarfile.
import gzip
import io
import os
import os.path
import shutil
import stat
import tarfile
import tempfile
import zlib
from pathlib import Path


def attempt(f, *args, **keywords):
    try:
        print(f(*args, **keywords))
    except OSError as e:
        print("OSError", e.errno)
    except Exception as e:
        print(type(e).__name__)


paths = ("", "/", "a", "a/", "/a", "a/b.c", "/a/b/../c/./d", "../x", "a//b",
         ".bashrc", "a.b/c", "x.tar.gz", "//a", "..", "/..")
for p in paths:
    print(p, os.path.split(p), os.path.splitext(p), os.path.normpath(p) if (
        p[:2] != "//") else "", os.path.isabs(p), os.path.dirname(p))
print(os.path.join("a", "b"), os.path.join("a/", "/b", "c"), os.path.join(""))
print(os.path.commonprefix(["abc", "abd"]), os.path.relpath("/a/b", "/a/c/d"))
print(os.path.abspath("x") == os.getcwd() + "/x")

os.makedirs("top/one/two")
attempt(os.makedirs, "top/one")
attempt(os.makedirs, "top/one", exist_ok=True)
Path("top/one/a.txt").write_text("text a")
Path("top/b.bin").write_bytes(bytes(range(256)))
for where, folders, files in os.walk("top"):
    print(where, sorted(folders), sorted(files))
print([w for w, _, _ in os.walk("top", topdown=False)])
print(os.path.exists("top/b.bin"), os.path.isdir("top"), os.path.isfile(
    "top"), os.path.getsize("top/b.bin"), os.path.exists("none"))
mode = os.stat("top")[0]
print(stat.S_ISDIR(mode), stat.S_ISREG(mode), stat.S_IFMT(mode) == stat.S_IFDIR)

p = Path("top") / "one" / "a.txt"
print(p, p.name, p.stem, p.suffix, p.parent, p.parts, p.is_file())
print(p.with_suffix(".py"), p.with_name("z"), p.relative_to("top"))
attempt(p.relative_to, "other")
print(repr(p), p == Path("top/one", "a.txt"), Path("/a/../b//c/."), Path())
print([str(x) for x in p.parents], Path("/a").parent, Path("/").parent)
print(sorted(str(x) for x in Path("top").iterdir()))
print(sorted(str(x) for x in Path("top").glob("*.bin")))
print(sorted(str(x) for x in Path("top").rglob("*.*")))
print(sorted(str(x) for x in Path(".").glob("*/*/*.txt")))
Path("new/deep").mkdir(parents=True)
attempt(Path("new").mkdir)
Path("new").mkdir(exist_ok=True)
Path("new/file").touch()
print(Path("new/file").read_text() == "", Path("new/file").exists())
print(Path("new/file").rename("new/moved"), p.read_text())
Path("new/moved").unlink()
Path("new/moved").unlink(missing_ok=True)
attempt(Path("new/moved").unlink)

shutil.copyfile("top/b.bin", "copy.bin")
print(Path("copy.bin").read_bytes() == bytes(range(256)))
shutil.copytree("top", "again")
print(sorted(os.listdir("again")), sorted(os.listdir("again/one")))
shutil.move("copy.bin", "again")
print(sorted(os.listdir("again")))

with tarfile.open("x.tar", "w") as t:
    t.add("top")
shutil.rmtree("top")
print(os.path.exists("top"))
with tarfile.open("x.tar") as t:
    print(sorted(info.name for info in t))
with tarfile.open("x.tar") as t:
    t.extractall(".")
print(Path("top/one/a.txt").read_text(), os.path.getsize("top/b.bin"))

with tempfile.TemporaryDirectory() as name:
    print(os.path.isdir(name))
print(os.path.exists(name))

data = b"packed " * 100
for wbits in (15, 31, -15):
    d = zlib.decompress(zlib.compress(data) if wbits == 15 else (
        gzip.compress(data) if wbits == 31 else zlib.compress(data)[2:-4]),
                        wbits)
    print(wbits, d == data)
attempt(zlib.decompress, b"nonsense")
print(zlib.crc32(b"hello"), zlib.adler32(b"hello"), gzip.decompress(
    gzip.compress(data)) == data)
with gzip.open("x.gz", "wb") as f:
    f.write(data)
with gzip.open("x.gz") as f:
    print(f.read() == data)
