#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Programs people already use, the real ones, on a board's serial line:
mpremote, ampy, rshell, mpytool, and the back-end of Thonny."""
import hashlib
import json
import os
import queue
import subprocess
import sys
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "device-agent"))
import board  # noqa: E402
from board import Board, check, equal  # noqa: E402

sys.path.insert(0, os.path.join(HERE, "..", "lib"))
from stock_tools import BARE, CLIENTS, stock_tools  # noqa: E402

PATIENCE = 60
TOOLS = None


def run(board_, tool, *args, status=0, text=None):
    """The output of a tool that is given the board's line."""
    port = {"mpremote": ["connect", board_.serial], "ampy": ["-p", board_.serial],
            "rshell": ["--quiet", "-p", board_.serial],
            "mpytool": ["-p", board_.serial]}[tool]
    done = subprocess.run(
        [os.path.join(TOOLS, tool), *port, *args], cwd=board_.dir, input=text,
        timeout=PATIENCE, check=False, capture_output=True, text=True)
    check(done.returncode == status,
          f"{tool} {args}: {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout.replace("\r\n", "\n")


def make(board_, name, data):
    path = os.path.join(board_.dir, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as f:
        f.write(data)
    return path


# Every byte, also those that mean something to terminals and to frames.
BINARY = bytes(range(256)) * 40 + b"\x00\xfe\x00\xfe\x01\x02\x00\x18\x03\x04"


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
        make(b, "prog.py", b"print('from ampy')\n")
        run(b, "ampy", "put", "prog.py", "there.py")
        equal(run(b, "ampy", "ls"), "/there.py\n", "ls")
        equal(run(b, "ampy", "get", "there.py"), "print('from ampy')\n\n",
              "get")
        equal(run(b, "ampy", "run", "prog.py"), "from ampy\n", "run")
        run(b, "ampy", "mkdir", "folder")
        run(b, "ampy", "put", "prog.py", "folder/x.py")
        check("/folder/x.py - 19 bytes" in run(b, "ampy", "ls", "-l", "-r"),
              "ls -l -r")
        run(b, "ampy", "rm", "folder/x.py")
        run(b, "ampy", "rmdir", "folder")
        run(b, "ampy", "reset")


def test_rshell():
    with Board() as b:
        make(b, "prog.py", b"print('from rshell')\n")
        make(b, "tree/deep/b.bin", BINARY)
        run(b, "rshell", "cp prog.py /pyboard/there.py")
        check("there.py" in run(b, "rshell", "ls /pyboard"), "ls")
        check("from rshell" in run(b, "rshell", "cat /pyboard/there.py"),
              "cat")
        run(b, "rshell", "mkdir /pyboard/tree")
        run(b, "rshell", "rsync tree /pyboard/tree")
        run(b, "rshell", "cp /pyboard/tree/deep/b.bin back.bin")
        with open(os.path.join(b.dir, "back.bin"), "rb") as f:
            equal(f.read(), BINARY, "back")
        check("25" in run(b, "rshell", "repl ~ print(5*5) ~"), "repl")
        run(b, "rshell", "rm -r /pyboard/tree")
        check("tree" not in run(b, "rshell", "ls /pyboard"), "rm")


def test_mpytool():
    with Board() as b:
        make(b, "prog.py", b"print('from mpytool')\n")
        make(b, "data.bin", BINARY)
        run(b, "mpytool", "cp", "prog.py", ":/lib/", "--", "cp", "data.bin",
            ":/")
        out = run(b, "mpytool", "tree")
        check("prog.py" in out and "data.bin" in out, out)
        check("from mpytool" in run(b, "mpytool", "cat", ":/lib/prog.py"),
              "cat")
        check("from mpytool" in run(b, "mpytool", "run", "prog.py"), "run")
        run(b, "mpytool", "cp", ":/data.bin", "back.bin")
        with open(os.path.join(b.dir, "back.bin"), "rb") as f:
            equal(f.read(), BINARY, "back")
        check("posix" in run(b, "mpytool", "info"), "info")
        run(b, "mpytool", "rm", ":/lib")
        check("prog.py" not in run(b, "mpytool", "tree"), "rm")


class Thonny:
    """Thonny's back-end as its window drives it: one line each way."""

    def __init__(self, port, folder):
        args = {"clean": True, "port": port, "dtr": None, "rts": None,
                "submit_mode": None, "interrupt_on_connect": True,
                "write_block_size": None, "write_block_delay": None,
                "proxy_class": "GenericMicroPythonProxy", "local_rtc": True,
                "sync_time": True, "validate_time": False}
        self.process = subprocess.Popen(
            [os.path.join(TOOLS, "python"), "-m",
             "thonny.plugins.micropython.bare_metal_backend", repr(args)],
            env=dict(os.environ, THONNY_USER_DIR=folder),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True)
        self.lines = queue.Queue()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            self.lines.put(line)

    def wait(self, text):
        """All that came up to a line with the text."""
        seen = ""
        while True:
            try:
                seen += self.lines.get(timeout=PATIENCE)
            except queue.Empty:
                raise board.Failure(f"no {text!r} in:\n{seen}") from None
            if text in seen:
                return seen

    def send(self, kind, name, **fields):
        """A command as thonny.common writes it."""
        fields = "".join(f", {key}={value!r}" for key, value in fields.items())
        self.process.stdin.write(f"\x021 {kind}({name!r}{fields})\n")
        self.process.stdin.flush()

    def close(self):
        self.process.kill()
        self.process.wait()


def test_thonny():
    with Board() as b:
        thonny = Thonny(b.serial, b.dir)
        try:
            thonny.wait("ToplevelResponse")
            thonny.send("ToplevelCommand", "execute_source",
                        source="print(6*7)\n")
            check("42" in thonny.wait("ToplevelResponse"), "a line")
            thonny.send("ToplevelCommand", "Run", args=[], source=(
                "class A:\n    def f(self):\n        return 1/0\n"
                "print('running')\nA().f()\n"))
            out = thonny.wait("ToplevelResponse")
            check("running" in out and "ZeroDivisionError" in out, out)
            thonny.send("InlineCommand", "write_file", id=3, path="/from_thonny.py",
                        content_bytes=b"value = 3\n", blocking=True,
                        description="writing", editor_id="1",
                        make_shebang_scripts_executable=False)
            out = thonny.wait("write_file")
            check("error" not in out, out)
            thonny.send("ToplevelCommand", "execute_source",
                        source="import from_thonny; print(from_thonny.value)\n")
            out = thonny.wait("ToplevelResponse")
            check("3" in out, out)
        finally:
            thonny.close()


if __name__ == "__main__":
    TOOLS = stock_tools(board.BUILD, CLIENTS, BARE)
    if TOOLS is None:
        print("the tools could not be installed")
        sys.exit(1)
    sys.exit(board.main(dict(globals())))
