# SPDX-License-Identifier: MIT
"""What a person does with a board, the same for every port: each function
takes the rig, the board, and the name upyctl knows it by."""
import hashlib
import os
import re
import select
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "lib"))
import tool_steps  # noqa: E402
from qemu_board import CLASS, SIGN  # noqa: E402
from rig import Failure, PATIENCE, check, wait_until  # noqa: E402
from terminal import start_in_terminal  # noqa: E402
from tool_steps import came_back, make, run  # noqa: E402

# Enough for many pieces of every tool.
BYTES = tool_steps.BINARY[-1500:]


def info_of(rig, name):
    """What the board said of itself, or None while it is away."""
    facts = rig.ctl("status", name, "--json")
    return facts.json["info"] if facts.status == 0 else None


def status_tells_about_the_board(rig, board, name):
    info = wait_until(lambda: info_of(rig, name), "what the board says")
    check(info["model"] == board.port, f"model: {info}")
    check(info["heap_total"] > 8192 and info["fs_total"] > 0, f"sizes: {info}")
    print(f"# {board.port}: heap {info['heap_total']} bytes, "
          f"{info['heap_free']} free; files {info['fs_total']} bytes")


def programs_run(rig, board, name):
    check(rig.ok("exec", name, "print('hello', 6 * 7)") == "hello 42\n",
          "exec")
    check(rig.ok("eval", name, "2 ** 100").strip() == str(2 ** 100), "eval")
    error = rig.fails(1, "exec", name, "x = 1\nx // 0")
    check("ZeroDivisionError" in error and "line 2" in error, error)
    source = rig.path("count.py")
    with open(source, "w", encoding="ascii") as stream:
        stream.write("import sys\n"
                     "def squares(n):\n"
                     "    for i in range(n):\n"
                     "        yield i * i\n"
                     "words = {k: len(k) for k in sys.argv[1:]}\n"
                     "print(sum(squares(100)), sorted(words.items()))\n")
    check(rig.ok("run", name, source, "one", "three") ==
          "328350 [('one', 3), ('three', 5)]\n", "run")
    check(rig.ok("eval", name, "sum(range(100000))").strip() == "4999950000",
          "a loop")


def deep_recursion_is_an_exception(rig, board, name):
    error = rig.fails(1, "exec", name, "def f(n): return f(n + 1)\nf(0)")
    check("RuntimeError" in error or "MemoryError" in error, error)
    error = rig.fails(1, "exec", name, "x = []\nwhile True: x.append(x[:])")
    check("MemoryError" in error, error)
    error = rig.fails(1, "exec", name, "eval('(' * 200 + ')' * 200)")
    check("Error" in error, error)
    check(rig.ok("eval", name, "1 + 1").strip() == "2", "goes on")


JSON_IN_JSON = """import json, struct
def nested():
    assert struct.unpack('<hI', struct.pack('<hI', -2, 70000)) == (-2, 70000)
    assert json.loads(json.dumps({'a': [1, None]})) == {'a': [1, None]}
    try: json.loads('[' * 400)
    except (RuntimeError, ValueError, MemoryError): pass
    deep = []
    for _ in range(400): deep = [deep]
    json.dumps(deep)
nested()
"""


def json_in_json_is_an_exception(rig, board, name):
    error = rig.fails(1, "exec", name, JSON_IN_JSON)
    check("RuntimeError" in error or "MemoryError" in error, error)
    check(rig.ok("eval", name, "1 + 1").strip() == "2", "goes on")


DEEP = """import os, time
def deep(n, do):
    if n == 0: do()
    else: sorted([0], key=lambda _: deep(n - 1, do))
def deepest(do):
    n = 0
    try:
        while True:
            try: deep(n, do)
            except OSError: pass
            n += 1
    except RuntimeError: return n - 1
def wait():
    print('deep')
    while 'moved' not in os.listdir('/'): time.sleep_ms(10)
deepest(lambda: open('/nowhere'))
deepest(lambda: os.listdir('/'))
deep(deepest(lambda: os.rename('/nowhere', '/anywhere')) - 1, wait)
"""


def files_are_used_at_the_end_of_the_stack(rig, board, name):
    """By a program that calls as deep as it may, and by the gateway then."""
    deep = name + ".deep"
    program = rig.start(deep, rig.program("upyctl"), "exec", name, DEEP,
                        env={"UPY_SOCKET": rig.path("run", "control.sock")})
    wait_until(lambda: rig.log(deep) or program.poll() is not None,
               "the program is there")
    check(rig.log(deep).startswith("deep"), rig.log(deep))
    rig.ok("cp", rig.path("count.py"), f"{name}:/new")
    rig.ok("mv", f"{name}:/new", f"{name}:/moved")
    check(program.wait(PATIENCE) == 0, rig.log(deep))
    rig.ok("rm", f"{name}:/moved")


def files_go_both_ways(rig, board, name, size=40000):
    data = os.urandom(size)
    local, back = rig.path("data.bin"), rig.path("back.bin")
    with open(local, "wb") as stream:
        stream.write(data)
    rig.ok("cp", local, f"{name}:/data.bin")
    check(hashlib.sha256(data).hexdigest() in
          rig.ok("hash", f"{name}:/data.bin"), "hash")
    rig.ok("cp", f"{name}:/data.bin", back)
    with open(back, "rb") as stream:
        check(stream.read() == data, "the copy differs")
    rig.ok("mkdir", f"{name}:/lib")
    with open(local, "w", encoding="ascii") as stream:
        stream.write("def answer():\n    return 42\n")
    rig.ok("cp", local, f"{name}:/lib/deep.py")
    check(rig.ok("exec", name, "import deep\nprint(deep.answer())") == "42\n",
          "import")
    rig.ok("rm", f"{name}:/data.bin")
    check("data.bin" not in rig.ok("ls", f"{name}:/"), "removed")


def the_fastest_speed_is_agreed_upon(rig, board, name):
    speeds = rig.ctl("link", name, "--json").json["speeds"]
    for baud in speeds[1:][-1:] + [0]:
        # A loaded machine may be late once; then it is asked again.
        wait_until(lambda baud=baud: rig.ctl(
            "link", name, "--baud", str(baud)).status == 0, f"{baud} baud")
        check(rig.ok("eval", name, "6 * 7").strip() == "42", "eval")


class Repl:
    """upyctl repl in a terminal."""

    def __init__(self, rig, name):
        self.pid, self.fd = start_in_terminal(
            [rig.program("upyctl"), "repl", name],
            {"UPY_SOCKET": rig.path("run", "control.sock")})
        self.seen = b""

    def expect(self, text):
        end = time.monotonic() + PATIENCE
        while text not in self.seen:
            if time.monotonic() > end:
                raise Failure(f"no {text!r} in {self.seen!r}")
            if select.select([self.fd], [], [], 0.1)[0]:
                self.seen += os.read(self.fd, 4096)
        self.seen = self.seen[self.seen.index(text) + len(text):]

    def send(self, text):
        os.write(self.fd, text)

    def close(self):
        os.close(self.fd)
        os.waitpid(self.pid, 0)


def prompt_works(rig, board, name):
    repl = Repl(rig, name)
    repl.send(b"\r")
    repl.expect(b">>> ")
    repl.send(b"6 * 7\r")
    repl.expect(b"42")
    repl.expect(b">>> ")
    repl.send(b"while True: pass\r\r")
    repl.expect(b"... ")
    repl.send(b"\r\x03")
    repl.expect(b"KeyboardInterrupt")
    repl.expect(b">>> ")
    repl.close()


def stack_is_large_enough(rig, board, name):
    used, size = board.stack_used()
    print(f"# {board.port}: stack {used} of {size} bytes used")
    check(used < size - 256, f"{used} of {size} bytes")


def tools_get_the_line(rig, board, name):
    """The gateway looks away, and other programs have the board."""
    board.cut_power()
    os.unlink(rig.path(board.terminal_name))
    board.terminal_name = "console" + name
    board.start()
    board.hold_line()
    os.makedirs(board.dir, exist_ok=True)


def mpremote_works(rig, board, name):
    local = make(board, "tool.bin", BYTES)
    check(run(board, "mpremote", "exec", "print(6*7)") == "42\n", "exec")
    check(run(board, "mpremote", "run",
              rig.path("count.py")).startswith("328350"), "run")
    run(board, "mpremote", "fs", "cp", local, ":tool.bin")
    run(board, "mpremote", "fs", "cp", ":tool.bin", "back.bin")
    came_back(board, BYTES)
    run(board, "mpremote", "fs", "rm", "tool.bin")
    run(board, "mpremote", "soft-reset")
    check("tool.bin" not in run(board, "mpremote", "fs", "ls"), "removed")


def ampy_works(rig, board, name):
    tool_steps.ampy_works(board)


def rshell_works(rig, board, name):
    tool_steps.rshell_works(board, BYTES)


def mpytool_works(rig, board, name):
    tool_steps.mpytool_works(board, board.port, BYTES)


def thonny_works(rig, board, name):
    tool_steps.thonny_works(board)


def tools_give_the_line_back(rig, board, name):
    board.release_line()
    board.cut_power()


def gateway_is_dialled(rig, board, name):
    """The same board over TCP, while the gateway does not look at its line."""
    board.make_flash(gateway=board.gateway(), **board.network_facts)
    board.start()
    wait_until(lambda: (rig.board(name) or {}).get("via", "")
               .startswith("tcp:"), "a connection over TCP")
    wait_prompt(rig, name)
    programs_run(rig, board, name)
    files_go_both_ways(rig, board, name)
    resets(rig, board, name)
    board.cut_power()


def updates_are_refused(rig, board, name):
    """Where there is nowhere to put one."""
    key, image = board.path("key"), board.path("update.bin")
    with open(image, "wb") as stream:
        stream.write(os.urandom(1000))
    for command in (["keygen", key],
                    ["sign", image, "--key", key, "--class", CLASS, "--hw",
                     "1", "--version", "9.0.0", "--security", "0"]):
        subprocess.run([SIGN, *command], check=True, stdout=subprocess.DEVNULL)
    for what in (image, "--factory"):
        error = rig.fails(1, "ota", name, what)
        check("this board cannot update its firmware" in error, error)


def kill_link(rig):
    """The gateway's process that has the connections; it starts another."""
    os.kill(next(process["pid"] for process in
                 rig.ctl("gw", "info", "--json").json["processes"]
                 if process["name"] == "link"), signal.SIGKILL)


def lost_connections_come_back(rig, board, name):
    """The gateway's end of the link dies in the middle of this and that."""
    local = rig.path("lost.bin")
    with open(local, "wb") as stream:
        stream.write(os.urandom(100000))
    for command in (["exec", name, "while True: pass"],
                    ["cp", local, f"{name}:/lost.bin"]):
        rig.start("lost", rig.program("upyctl"), *command,
                  env={"UPY_SOCKET": rig.path("run", "control.sock")})
        wait_until(lambda: rig.board(name)["online"], "it is there")
        kill_link(rig)
        rig.stop("lost")
        wait_until(lambda: rig.ctl("exec", "-i", name, "print(1)").out == "1\n",
                   "the board dials again")
    wait_until(lambda: rig.ctl("cp", local, f"{name}:/lost.bin").status == 0,
               "the file is there")


def boot_id(rig, name):
    info = info_of(rig, name)
    return info and info.get("boot_id")


def wait_prompt(rig, name):
    wait_until(lambda: rig.ctl("eval", name, "1").out.strip() == "1",
               f"the prompt of {name}")


def resets(rig, board, name):
    before = boot_id(rig, name)
    rig.ok("reset", name, "--hard")
    wait_until(lambda: boot_id(rig, name) not in (None, before),
               "another boot")
    wait_prompt(rig, name)


def power_cuts_leave_files(rig, board, name, cuts=3):
    """The power goes while a program writes; what was closed is there."""
    writer = ("i = 0\n"
              "while True:\n"
              "    with open('/cut%d' % (i % 5), 'w') as f:\n"
              "        f.write(str(i) * 200)\n"
              "    print(i)\n"
              "    i += 1\n")
    for cut in range(cuts):
        rig.start("writer", rig.program("upyctl"), "exec", "-i", name, writer,
                  env={"UPY_SOCKET": rig.path("run", "control.sock")})
        seen = wait_until(lambda: names(rig, name), "files are written")
        board.cut_power()
        rig.stop("writer")
        board.start()
        wait_prompt(rig, name)
        after = names(rig, name)
        check(set(seen) <= set(after), f"lost: {seen} {after}")
        # What wait_prompt gave up on may still be running.
        wait_until(lambda: rig.ctl("exec", name, CHECK_FILES).out ==
                   "sound\n", f"files are sound after cut {cut}")


CHECK_FILES = ("import os\n"
               "for n in os.listdir('/'):\n"
               "    if n.startswith('cut'):\n"
               "        with open('/' + n) as f: t = f.read()\n"
               "        k = len(t) // 200\n"
               "        assert t == t[:k] * 200, n\n"
               "print('sound')")


def names(rig, name):
    result = rig.ctl("ls", f"{name}:/", "--json")
    return [entry["name"] for entry in result.json
            if entry["name"].startswith("cut")] if result.status == 0 else []


def fault_is_reported(rig, board, name):
    """A program that breaks the chip: said on the line and after the reset."""
    program, words = board.fault
    before = boot_id(rig, name)
    rig.ctl("exec", name, program)
    wait_until(lambda: boot_id(rig, name) not in (None, before),
               "the board restarts after the fault")
    info = info_of(rig, name)
    check(info["reset_cause"] == "watchdog", f"cause: {info}")
    log = rig.ok("logs", name)
    check(re.search(words, log), f"{words!r} is not in the log:\n{log}")
