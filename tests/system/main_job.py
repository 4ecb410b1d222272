#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The main job: two serial boards and one over TCP, driven by upyctl."""
import hashlib
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "lib"))
from rig import Rig, SOURCE, check, run, wait_until  # noqa: E402

PROGRAM = os.path.join(SOURCE, "examples", "greenhouse.py")
rig = Rig()


def boards_are_found_and_adopted():
    rig.start_gateway()
    rig.start_board("a")
    rig.start_board("b")
    rig.start_board("c", tcp=True)
    for name in "abc":
        rig.adopt(name)
    listed = {board["name"]: board for board in rig.ctl("ls", "--json").json}
    check(set(listed) == set("abc"), f"listed: {listed}")
    check(listed["a"]["via"].startswith("serial:"), listed["a"]["via"])
    check(listed["c"]["via"].startswith("tcp:"), listed["c"]["via"])
    text = rig.ok("ls")
    check("NAME" in text and "online" in text, text)
    check(rig.ok("board", "found", "-q", "--json").strip() == "[]",
          "nothing is left to adopt")


def exec_prints_and_tells_how_it_ended():
    check(rig.ok("exec", "a", "print('hello', 6 * 7)") == "hello 42\n",
          "output of exec")
    check(rig.ok("eval", "b", "2 ** 100").strip() == str(2 ** 100), "eval")
    check(rig.ok("eval", "c", "'text'").strip() == "'text'", "eval repr")
    error = rig.fails(1, "exec", "a", "x = 1\nx / 0")
    check("ZeroDivisionError" in error and "line 2" in error, error)
    error = rig.fails(1, "exec", "a", "def broken(:\n  pass")
    check("SyntaxError" in error, error)
    check(rig.ok("exec", "a", "print('still here')") == "still here\n",
          "the board goes on after an error")


def exec_reads_source_from_standard_input():
    out = rig.ok("exec", "a", "-", stdin=b"for i in range(3):\n print(i)\n")
    check(out == "0\n1\n2\n", out)


def a_real_program_runs():
    expected = os.popen(f"python3 {PROGRAM} 24").read()
    for name in "abc":
        got = rig.ok("run", name, PROGRAM, "24")
        check(got == expected, f"{name}:\n{got}\nwant:\n{expected}")


def system_exit_is_passed_on():
    source = rig.path("leave.py")
    with open(source, "w", encoding="ascii") as stream:
        stream.write("import sys\nprint('bye')\nsys.exit(7)\n")
    result = rig.ctl("run", "--exit-code", "a", source)
    check(result.status == 7 and result.out == "bye\n", repr(result))
    rig.fails(1, "run", "a", source)


def many_boards_at_once():
    rig.ok("board", "tag", "a", "lab")
    rig.ok("board", "tag", "b", "lab")
    out = rig.ok("exec", "tag:lab", "print('x')")
    check(sorted(out.split()) == ["a:", "b:", "x", "x"], out)
    out = rig.ok("exec", "all", "print('y')")
    check(out.count("y") == 3, out)
    rows = [json.loads(line) for line in
            rig.ok("exec", "all", "print('z')", "--json").splitlines()]
    ends = [row for row in rows if row["event"] == "result"]
    check(len(ends) == 3 and
          all(row["result"]["outcome"] == "ok" for row in ends), str(rows))


def files_go_both_ways():
    data = os.urandom(70000)
    local = rig.path("data.bin")
    with open(local, "wb") as stream:
        stream.write(data)
    for name in "ac":
        rig.ok("cp", local, f"{name}:/data.bin")
        digest = hashlib.sha256(data).hexdigest()
        check(digest in rig.ok("hash", f"{name}:/data.bin"), "hash")
        back = rig.path(f"back-{name}.bin")
        rig.ok("cp", f"{name}:/data.bin", back)
        with open(back, "rb") as stream:
            check(stream.read() == data, f"{name}: the copy differs")
        check(rig.ctl("cat", f"{name}:/data.bin").raw == data, "cat")
    rig.ok("cp", "a:/data.bin", "b:/copied.bin")
    check(digest in rig.ok("hash", "b:/copied.bin"), "board to board")
    again = rig.ctl("cp", local, "a:/data.bin")
    check("1 unchanged" in again.err, again.err)


def empty_and_odd_files():
    empty = rig.path("empty")
    open(empty, "wb").close()
    rig.ok("cp", empty, "a:/empty")
    check(rig.ctl("cat", "a:/empty").raw == b"", "empty file")
    odd = rig.path("läuft & gut.txt")
    with open(odd, "w", encoding="utf-8") as stream:
        stream.write("zwölf\n")
    rig.ok("cp", odd, "a:/")
    check(rig.ok("cat", "a:/läuft & gut.txt") == "zwölf\n", "odd name")
    rig.ok("rm", "a:/läuft & gut.txt")


def trees():
    base = rig.path("app")
    os.makedirs(os.path.join(base, "lib", "deep"))
    for name in ("main.py", "lib/one.py", "lib/deep/two.py"):
        with open(os.path.join(base, name), "w", encoding="ascii") as stream:
            stream.write(f"# {name}\n")
    rig.ok("cp", "-r", base, "a:/")
    tree = rig.ok("tree", "a:/app")
    check("deep/" in tree and "2 directories, 3 files" in tree, tree)
    rig.ok("cp", "-r", "a:/app", rig.path("again"))
    with open(rig.path("again", "lib", "deep", "two.py"),
              encoding="ascii") as stream:
        check(stream.read() == "# lib/deep/two.py\n", "tree back")
    listed = rig.ctl("ls", "a:/app", "--json").json
    check([entry["name"] for entry in listed] == ["lib", "main.py"],
          str(listed))
    rig.fails(1, "rm", "a:/app")
    rig.ok("rm", "-r", "a:/app")
    rig.fails(1, "ls", "a:/app")


def directories_and_renames():
    rig.ok("mkdir", "-p", "a:/x/y/z")
    rig.ok("exec", "a", "with open('/x/y/z/f.txt', 'w') as f: f.write('hi')")
    rig.ok("mv", "a:/x/y/z/f.txt", "a:/x/g.txt")
    check(rig.ok("cat", "a:/x/g.txt") == "hi", "renamed")
    error = rig.fails(1, "mkdir", "a:/x")
    check("exist" in error.lower(), error)
    rig.ok("rm", "-r", "a:/x")
    check("%" in rig.ok("df", "a"), "df")


def a_loop_does_not_hide_the_board():
    rig.ok("run", "--no-follow", "a", "-", stdin=b"while True:\n    pass\n")
    board = rig.wait_online("a")
    wait_until(lambda: (rig.board("a") or {}).get("busy"), "a is busy")
    error = rig.fails(9, "exec", "a", "print(1)")
    check("busy" in error and "--interrupt" in error, error)
    check("data.bin" in rig.ok("ls", "a:/"), "files while a loop runs")
    check(board["online"], "online")
    check(rig.ok("exec", "--interrupt", "a", "print('took over')") ==
          "took over\n", "interrupt")


def a_timeout_interrupts():
    error = rig.fails(7, "--timeout", "1", "exec", "a", "while True: pass")
    check("time" in error, error)
    check(rig.ok("exec", "a", "print(2)") == "2\n", "free again")


def pins_and_status():
    check(rig.ok("pin", "a", "led", "on").strip() == "1", "pin on")
    check(rig.board_control("a", "get led").endswith("1"), "the pin is on")
    rig.board_control("a", "set p3 1")
    check(rig.ok("pin", "a", "p3").strip() == "1", "input")
    check("led" in rig.ok("pin", "a"), "pin list")
    text = rig.ok("status", "a")
    check("online" in text and "heap" in text, text)
    check("boards: 3 adopted, 3 online" in rig.ok("status"), "status")
    check(rig.ctl("gw", "info", "--json").json["name"] == "test", "gw info")
    rig.ok("gw", "doctor")
    check("methods" in rig.ok("api", "GET", "/v1"), "api")


def names_and_prefixes():
    board = rig.board("b")
    rig.ok("board", "rename", "b", "bench-2")
    check(rig.ok("exec", board["id"][:8], "print(3)") == "3\n", "id prefix")
    check(rig.ok("exec", "bench-2", "print(4)") == "4\n", "new name")
    rig.fails(4, "exec", "b", "print(5)")
    rig.fails(2, "board", "rename", "bench-2", "no/slash")
    error = rig.fails(1, "board", "rename", "bench-2", "a")
    check("a" in error, error)
    rig.ok("board", "rename", "bench-2", "b")


def forgetting():
    identity = rig.board("b")["id"]
    rig.ok("board", "forget", "b")
    rig.fails(4, "exec", "b", "print(1)")
    wait_until(lambda: [b for b in rig.found() if b["id"] == identity],
               "the forgotten board is found again")
    rig.ok("board", "adopt", identity, "b")
    rig.wait_online("b")


def a_soft_reset_runs_main():
    with open(rig.path("main.py"), "w", encoding="ascii") as stream:
        stream.write("with open('ran.txt', 'w') as f:\n"
                     "    f.write('main ran')\n")
    rig.ok("cp", rig.path("main.py"), "c:/main.py")
    rig.ok("reset", "c")
    wait_until(lambda: rig.ctl("cat", "c:/ran.txt").out == "main ran",
               "main.py ran")
    rig.ok("rm", "c:/main.py", "c:/ran.txt")


def nothing_is_left_behind():
    status = rig.stop("upyd")
    check(status == 0, f"upyd ended with {status}")
    check(not os.path.exists(rig.path("run", "control.sock")), "the socket")
    for name in "abc":
        check(rig.stop(name) == 0, f"board {name}")
    check(not os.path.lexists(rig.path("ttya")), "the serial link")


with rig:
    run(boards_are_found_and_adopted, exec_prints_and_tells_how_it_ended,
        exec_reads_source_from_standard_input, a_real_program_runs,
        system_exit_is_passed_on, many_boards_at_once, files_go_both_ways,
        empty_and_odd_files, trees, directories_and_renames,
        a_loop_does_not_hide_the_board, a_timeout_interrupts,
        pins_and_status, names_and_prefixes, forgetting,
        a_soft_reset_runs_main, nothing_is_left_behind)
