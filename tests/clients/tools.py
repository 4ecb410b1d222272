#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Programs people already use, the real ones, on a board's serial line:
mpremote, ampy, rshell, mpytool, and the back-end of Thonny."""
import hashlib
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "device-agent"))
import board  # noqa: E402
from board import Board, check, equal  # noqa: E402

sys.path.insert(0, os.path.join(HERE, "..", "lib"))
import tool_steps  # noqa: E402
from tool_steps import BINARY, make, run  # noqa: E402


def test_mpremote_programs():
    with Board() as b:
        make(b, "prog.py", b"import sys\nprint(sys.implementation.name)\n")
        equal(run(b, "mpremote", "exec", "print(6*7)"), "42\n", "exec")
        equal(run(b, "mpremote", "eval", "3+4"), "7\n", "eval")
        equal(run(b, "mpremote", "run", "prog.py"), "micropython\n", "run")
        out = run(b, "mpremote", "exec", "1/0", status=1)
        check("ZeroDivisionError: divide by zero" in out, out)
        run(b, "mpremote", "exec", "x = 5")
        equal(run(b, "mpremote", "resume", "exec", "print(x)"), "5\n",
              "resume keeps the state")
        equal(run(b, "mpremote", "soft-reset", "exec", "print('x' in dir())"),
              "False\n", "soft-reset forgets it")
        check("posix" in run(b, "mpremote", "exec",
                             "import os; print(os.uname().sysname)"), "uname")
        run(b, "mpremote", "rtc", "--set")
        check(run(b, "mpremote", "rtc").startswith("(20"), "rtc")


def test_mpremote_files():
    with Board() as b:
        path = make(b, "data.bin", BINARY)
        make(b, "tree/a.txt", b"a")
        make(b, "tree/deep/b.txt", b"bb")
        run(b, "mpremote", "fs", "cp", "data.bin", ":data.bin")
        run(b, "mpremote", "fs", "cp", ":data.bin", "back.bin")
        with open(os.path.join(b.dir, "back.bin"), "rb") as f:
            equal(f.read(), BINARY, "back")
        digest = hashlib.sha256(BINARY).hexdigest()
        check(digest in run(b, "mpremote", "fs", "sha256sum", "data.bin"),
              "sha256sum")
        run(b, "mpremote", "fs", "cp", "-r", "tree", ":")
        out = run(b, "mpremote", "fs", "tree")
        check("deep" in out and "b.txt" in out, out)
        equal(run(b, "mpremote", "fs", "cat", "tree/deep/b.txt"), "bb",
              "cat")
        check(" 1 a.txt" in run(b, "mpremote", "fs", "ls", "tree"), "ls")
        run(b, "mpremote", "fs", "mkdir", "empty")
        run(b, "mpremote", "fs", "rmdir", "empty")
        run(b, "mpremote", "fs", "rm", "-r", ":tree")
        out = run(b, "mpremote", "fs", "ls")
        check("tree" not in out and str(os.path.getsize(path)) in out, out)
        run(b, "mpremote", "fs", "rm", "nothing", status=1)
        check("/" in run(b, "mpremote", "df"), "df")


def test_mpremote_mount():
    with Board() as b:
        make(b, "here/mod.py", b"value = 17\n")
        make(b, "here/data.bin", BINARY)
        out = run(b, "mpremote", "mount", "here", "exec",
                  "import mod, os; print(mod.value, os.getcwd(), "
                  "sorted(os.listdir()), os.stat('data.bin')[6])")
        check(out.endswith(
            f"17 /remote ['data.bin', 'mod.py'] {len(BINARY)}\n"), out)
        out = run(b, "mpremote", "mount", "here", "exec",
                  "import hashlib\nh = hashlib.sha256()\n"
                  "with open('data.bin', 'rb') as f:\n"
                  "    while True:\n        part = f.read(256)\n"
                  "        if not part: break\n        h.update(part)\n"
                  "print(h.digest().hex())\n"
                  "with open('new.txt', 'w') as f:\n    f.write('written')\n")
        check(hashlib.sha256(BINARY).hexdigest() in out, out)
        with open(os.path.join(b.dir, "here", "new.txt"),
                  encoding="utf-8") as f:
            equal(f.read(), "written", "a file written through the mount")


def serve_index(folder):
    server = subprocess.Popen(
        [sys.executable, "-u", "-m", "http.server", "--bind", "127.0.0.1",
         "0"], cwd=folder, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True)
    return server, server.stdout.readline().split("port ")[1].split()[0]


def test_mpremote_mip():
    with Board() as b:
        source = b"def hello():\n    return 'from the index'\n"
        digest = hashlib.sha256(source).hexdigest()
        make(b, f"index/file/{digest[:2]}/{digest}", source)
        make(b, "index/package/py/greet/latest.json", json.dumps({
            "v": 1, "version": "1.2", "deps": [],
            "hashes": [["greet/__init__.py", digest]]}).encode())
        server, port = serve_index(os.path.join(b.dir, "index"))
        try:
            run(b, "mpremote", "mip", "install", "--no-mpy", "--index",
                f"http://127.0.0.1:{port}", "greet")
        finally:
            server.kill()
            server.wait()
        equal(run(b, "mpremote", "exec",
                  "import greet; print(greet.hello())"),
              "from the index\n", "the package")


def test_ampy():
    with Board() as b:
        tool_steps.ampy_works(b)


def test_rshell():
    with Board() as b:
        tool_steps.rshell_works(b)


def test_mpytool():
    with Board() as b:
        tool_steps.mpytool_works(b, "posix")


def test_thonny():
    with Board() as b:
        tool_steps.thonny_works(b)


if __name__ == "__main__":
    sys.exit(board.main(dict(globals())))
