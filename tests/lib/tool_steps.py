# SPDX-License-Identifier: MIT
"""What people do with the programs of stock_tools.py on a board's serial line:
the same for every board. A board has serial, the line, and dir, a folder for
files on this side."""
import os
import queue
import subprocess
import threading

from rig import BUILD, Failure, PATIENCE, check
from stock_tools import BARE, CLIENTS, stock_tools

# Every byte, also those that mean something to terminals and to frames.
BINARY = bytes(range(256)) * 40 + b"\x00\xfe\x00\xfe\x01\x02\x00\x18\x03\x04"

# rshell waits half a second for a board to take a program, which one in an
# emulator on a loaded machine may miss.
LATE = "PyboardError: could not exec command"
LATE_MAX = 5


def program(tool):
    programs = stock_tools(BUILD, CLIENTS, BARE)
    check(programs, "the tools could not be installed")
    return os.path.join(programs, tool)


def run(board, tool, *args, status=0, text=None):
    """The output of a tool that is given the board's line."""
    port = {"mpremote": ["connect", board.serial], "ampy": ["-p", board.serial],
            "rshell": ["--quiet", "-p", board.serial],
            "mpytool": ["-p", board.serial]}[tool]

    def attempt():
        return subprocess.run(
            [program(tool), *port, *args], cwd=board.dir, input=text,
            timeout=2 * PATIENCE, check=False, capture_output=True, text=True)

    done = attempt()
    for _ in range(LATE_MAX):
        if LATE not in done.stderr or not hasattr(board, "end_raw_mode"):
            break
        board.end_raw_mode()
        done = attempt()
    check(done.returncode == status,
          f"{tool} {args}: {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout.replace("\r\n", "\n")


def make(board, name, data):
    path = os.path.join(board.dir, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as f:
        f.write(data)
    return path


def came_back(board, data):
    with open(os.path.join(board.dir, "back.bin"), "rb") as f:
        check(f.read() == data, "the copy differs")


def ampy_works(board):
    make(board, "prog.py", b"print('from ampy')\n")
    run(board, "ampy", "put", "prog.py", "there.py")
    check("/there.py\n" in run(board, "ampy", "ls"), "ls")
    got = run(board, "ampy", "get", "there.py")
    check(got == "print('from ampy')\n\n", f"get: {got}")
    check(run(board, "ampy", "run", "prog.py") == "from ampy\n", "run")
    run(board, "ampy", "mkdir", "folder")
    run(board, "ampy", "put", "prog.py", "folder/x.py")
    check("/folder/x.py - 19 bytes" in run(board, "ampy", "ls", "-l", "-r"),
          "ls -l -r")
    run(board, "ampy", "rm", "folder/x.py")
    run(board, "ampy", "rmdir", "folder")
    run(board, "ampy", "reset")


def rshell_works(board, data=BINARY):
    make(board, "prog.py", b"print('from rshell')\n")
    make(board, "tree/deep/b.bin", data)
    run(board, "rshell", "cp prog.py /pyboard/there.py")
    check("there.py" in run(board, "rshell", "ls /pyboard"), "ls")
    check("from rshell" in run(board, "rshell", "cat /pyboard/there.py"),
          "cat")
    run(board, "rshell", "mkdir /pyboard/tree")
    run(board, "rshell", "rsync tree /pyboard/tree")
    run(board, "rshell", "cp /pyboard/tree/deep/b.bin back.bin")
    came_back(board, data)
    check("25" in run(board, "rshell", "repl ~ print(5*5) ~"), "repl")
    run(board, "rshell", "rm -r /pyboard/tree")
    check("tree" not in run(board, "rshell", "ls /pyboard"), "rm")


def mpytool_works(board, platform, data=BINARY):
    make(board, "prog.py", b"print('from mpytool')\n")
    make(board, "data.bin", data)
    run(board, "mpytool", "cp", "prog.py", ":/lib/", "--", "cp", "data.bin",
        ":/")
    out = run(board, "mpytool", "tree")
    check("prog.py" in out and "data.bin" in out, out)
    check("from mpytool" in run(board, "mpytool", "cat", ":/lib/prog.py"),
          "cat")
    check("from mpytool" in run(board, "mpytool", "run", "prog.py"), "run")
    run(board, "mpytool", "cp", ":/data.bin", "back.bin")
    came_back(board, data)
    check(platform in run(board, "mpytool", "info"), "info")
    run(board, "mpytool", "rm", ":/lib")
    check("prog.py" not in run(board, "mpytool", "tree"), "rm")


class Thonny:
    """Thonny's back-end as its window drives it: one line each way."""

    def __init__(self, port, folder):
        args = {"clean": True, "port": port, "dtr": None, "rts": None,
                "submit_mode": None, "interrupt_on_connect": True,
                "write_block_size": None, "write_block_delay": None,
                "proxy_class": "GenericMicroPythonProxy", "local_rtc": True,
                "sync_time": True, "validate_time": False}
        self.process = subprocess.Popen(
            [program("python"), "-m",
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
                raise Failure(f"no {text!r} in:\n{seen}") from None
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


def thonny_works(board):
    thonny = Thonny(board.serial, board.dir)
    try:
        thonny.wait("ToplevelResponse")
        thonny.send("ToplevelCommand", "execute_source",
                    source="print(6*7)\n")
        check("42" in thonny.wait("ToplevelResponse"), "a line")
        thonny.send("ToplevelCommand", "Run", args=[], source=(
            "class A:\n    def f(self):\n        return 1//0\n"
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
