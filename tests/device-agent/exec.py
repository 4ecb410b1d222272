#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Programs of the gateway: output, ends, interrupts, being busy."""
import statistics
import sys
import time

import board
from board import Board, check, equal, up1

OK, EXCEPTION, INTERRUPTED, EXIT, NO_MEMORY, RESET = range(6)
PRECONDITION, NO_PROGRAM = 9, 0x503


def test_output_and_end():
    with Board() as b:
        gateway = b.attach()
        out, end = gateway.run("for i in range(3):\n    print('line', i)\n")
        equal(out, b"line 0\nline 1\nline 2\n", "output")
        equal([end[1], end[2], end[3]], [OK, 0, ""], "end")


def test_programs_share_main():
    with Board() as b:
        gateway = b.attach()
        gateway.run("answer = 42\ndef f(x):\n    return x + 1\n")
        equal(gateway.run("print(f(answer))")[0], b"43\n", "output")


def test_eval_prints_repr():
    with Board() as b:
        gateway = b.attach()
        equal(gateway.run("'a' + 'b'", kind=1)[0], b"'ab'\n", "a str")
        equal(gateway.run("2 ** 70", kind=1)[0],
              b"1180591620717411303424\n", "an int")
        equal(gateway.run("None", kind=1)[0], b"None\n", "None")
        equal(gateway.run("1 +", kind=1)[1][1], EXCEPTION, "half a term")


def test_exception_has_traceback():
    with Board() as b:
        gateway = b.attach()
        out, end = gateway.run("print('before')\n\n1 // 0\n", name="prog.py")
        equal(out, b"before\n", "the traceback is not in the output")
        equal(end[1], EXCEPTION, "outcome")
        check("Traceback (most recent call last):" in end[3] and
              'File "prog.py", line 3' in end[3] and
              "ZeroDivisionError" in end[3], end[3])
        equal(gateway.run("print('after')")[0], b"after\n", "next program")


def test_long_traceback_keeps_its_ends():
    with Board() as b:
        gateway = b.attach()
        _, end = gateway.run("def f(n):\n    return f(n + 1)\n" * 1 +
                             "f(0)\n", name="deep.py", timeout=60)
        equal([end[1], end[4]], [EXCEPTION, True], "end")
        check(end[3].rstrip().endswith("maximum recursion depth exceeded"),
              end[3])
        _, end = gateway.run("raise ValueError('x' * 5000)")
        check(end[4] and end[3].count("xxx") > 10, f"{end}")
        equal(gateway.run("print('ok')")[0], b"ok\n", "next")


def test_syntax_error():
    with Board() as b:
        _, end = b.attach().run("if:\n", name="bad.py")
        equal(end[1], EXCEPTION, "outcome")
        check("SyntaxError" in end[3] and "line 1" in end[3], end[3])


def test_system_exit():
    with Board() as b:
        gateway = b.attach()
        _, end = gateway.run("import sys\nprint('x')\nsys.exit(7)\n")
        equal([end[1], end[2]], [EXIT, 7], "end")
        equal(gateway.run("print('still here')")[0], b"still here\n", "next")


def test_no_memory():
    with Board("--heap", "64K") as b:
        gateway = b.attach()
        _, end = gateway.run("x = []\nwhile True:\n    x.append(bytes(512))\n")
        check(end[1] in (NO_MEMORY, EXCEPTION), f"{end}")
        check("MemoryError" in end[3], end[3])
        gateway.run("x = None")
        equal(gateway.run("print('ok')")[0], b"ok\n", "next program")


def test_arguments():
    with Board() as b:
        gateway = b.attach()
        out, _ = gateway.run("import sys\nprint(sys.argv)\n",
                             args=["a", "b c"])
        equal(out, b"['', 'a', 'b c']\n", "sys.argv")


def test_file_on_the_board():
    with Board() as b:
        gateway = b.attach()
        gateway.put("/prog.py", b"import sys\nprint('file', sys.argv[1:])\n")
        out, end = gateway.run(kind=2, path="/prog.py", args=["x"])
        equal([out, end[1]], [b"file ['x']\n", OK], "run")
        equal(gateway.run(kind=2, path="/none.py")[0], 0x402, "no such file")


def test_program_sent_as_transfer():
    source = "".join(f"x{i} = {i}\n" for i in range(1500)) + \
        "print(x0 + x1499)\n"
    with Board("--heap", "512K") as b:
        gateway = b.attach()
        status, transfer = gateway.put("big.py", source.encode(), up1.PROGRAM)
        equal(status, 0, "transfer")
        out, end = gateway.run(session=transfer.session, name="big.py")
        equal([out, end[1]], [b"1499\n", OK], "run")
        equal(gateway.run(session=transfer.session + 1)[0], NO_PROGRAM,
              "another session")
        status, _ = gateway.put("huge.py", bytes(1 << 20), up1.PROGRAM)
        equal(status, 8, "too big for the board's memory")


def test_answers_while_a_program_never_ends():
    with Board() as b:
        gateway = b.attach()
        status, job = gateway.call("EXEC_START",
                                   {0: 0, 1: "while True:\n    pass\n",
                                    4: "loop.py"})
        equal(status, 0, "start")
        for _ in range(5):
            status, info = gateway.call("INFO")
            equal([status, info[12], info[13]], [0, job[0], "loop.py"], "INFO")
        equal(gateway.put("/a", bytes(50000))[0], 0, "put meanwhile")
        equal(gateway.get("/a"), (0, bytes(50000)), "get meanwhile")
        status, state = gateway.call("EXEC_STATUS")
        equal([state[0], state[1]], [job[0], "loop.py"], "EXEC_STATUS")
        equal(gateway.call("EXEC_STOP", {0: job[0]})[0], 0, "stop")
        end = gateway.wait_event("JOB_EXIT")
        equal([end[0], end[1]], [job[0], INTERRUPTED], "end")
        check("KeyboardInterrupt" in end[3], end[3])
        equal(gateway.call("EXEC_STATUS")[1][0], 0, "nothing runs")


def test_busy():
    with Board() as b:
        gateway = b.attach()
        _, job = gateway.call("EXEC_START",
                              {0: 0, 1: "while True:\n    pass\n"})
        status, why = gateway.call("EXEC_START", {0: 0, 1: "print(1)"})
        equal(status, PRECONDITION, "second program")
        check("busy" in why[23], f"{why}")
        out, end = gateway.run("print('took over')", interrupt=True)
        check(out.endswith(b"took over\n"), f"{out}")
        equal(end[1], OK, "end")
        first = gateway.wait_event("JOB_EXIT", lambda e: e[0] == job[0])
        equal(first[1], INTERRUPTED, "the first one")


def test_two_gateways():
    """What one runs, the other sees and cannot disturb unasked."""
    server = up1.listen()
    with Board(links=["127.0.0.1:%d" % server.getsockname()[1]]) as b:
        one = b.attach()
        two = up1.Gateway(up1.accept(server))
        two.hello()
        _, job = one.call("EXEC_START", {0: 0, 1: "while True: pass"})
        equal(two.call("EXEC_START", {0: 0, 1: "print(1)"})[0], PRECONDITION,
              "the other gateway")
        equal(two.call("INFO")[1][12], job[0], "running job")
        equal(two.call("EXEC_STOP", {0: job[0]})[0], 0, "stop")
        equal(one.wait_event("JOB_EXIT")[1], INTERRUPTED, "end")
        two.line.close()
    server.close()


def test_interrupt_of_sleep():
    with Board() as b:
        gateway = b.attach()
        status, job = gateway.call("EXEC_START", {
            0: 0, 1: "import time\nprint('go')\ntime.sleep(60)\n"})
        gateway.wait_console(b"go")
        started = time.monotonic()
        gateway.call("EXEC_STOP", {0: job[0]})
        equal(gateway.wait_event("JOB_EXIT")[1], INTERRUPTED, "end")
        check(time.monotonic() - started < 5, "it ended soon")


def test_ctrl_c_on_the_console():
    with Board() as b:
        gateway = b.attach()
        gateway.call("EXEC_START", {0: 0, 1: "print('go')\nwhile True: pass"})
        gateway.wait_console(b"go")
        gateway.type(b"\x03")
        equal(gateway.wait_event("JOB_EXIT")[1], INTERRUPTED, "end")


def test_caught_interrupt():
    with Board() as b:
        gateway = b.attach()
        status, job = gateway.call("EXEC_START", {0: 0, 1: (
            "try:\n"
            "    print('go')\n"
            "    while True: pass\n"
            "except KeyboardInterrupt:\n"
            "    print('cleaning up')\n")})
        gateway.wait_console(b"go")
        gateway.call("EXEC_STOP", {0: job[0]})
        equal(gateway.wait_event("JOB_EXIT")[1], OK, "end")
        gateway.wait_console(b"cleaning up")


def test_stubborn_program_is_stopped_by_reset():
    with Board() as b:
        gateway = b.attach()
        status, job = gateway.call("EXEC_START", {0: 0, 1: (
            "while True:\n"
            "    try:\n"
            "        print('go')\n"
            "        while True: pass\n"
            "    except KeyboardInterrupt:\n"
            "        print('no')\n")})
        gateway.wait_console(b"go")
        for _ in range(3):
            equal(gateway.call("EXEC_STOP", {0: job[0]})[0], 0, "stop")
        end = gateway.wait_event("JOB_EXIT")
        equal([end[0], end[1]], [job[0], RESET], "end")
        gateway.wait_event("BOOTED", lambda e: e[1] == "soft")
        equal(gateway.run("print('alive')")[0], b"alive\n", "next program")


def test_input_of_a_program():
    with Board() as b:
        gateway = b.attach()
        gateway.call("EXEC_START", {
            0: 0, 1: "name = input('who? ')\nprint('hello', name)\n"})
        gateway.wait_console(b"who? ")
        gateway.type(b"world\r")
        gateway.wait_console(b"hello world")
        equal(gateway.wait_event("JOB_EXIT")[1], OK, "end")


def test_much_output_arrives_whole():
    with Board() as b:
        gateway = b.attach()
        out, end = gateway.run("for i in range(4000):\n    print(i, 'x' * 20)",
                               timeout=60)
        want = b"".join(b"%d %s\n" % (i, b"x" * 20) for i in range(4000))
        check(out == want, f"{len(out)} of {len(want)} bytes")
        equal(end[1], OK, "end")


def test_slow_reader_holds_the_program():
    with Board() as b:
        gateway = b.attach()
        gateway.stream_credit = False
        gateway.line.text.clear()
        status, job = gateway.call("EXEC_START", {
            0: 0, 1: "for i in range(3000):\n    print(i)\n"})
        equal(status, 0, "start")
        end = time.monotonic() + 1
        while time.monotonic() < end:
            gateway.pump(0.1)
        equal(gateway.call("EXEC_STATUS")[1][0], job[0], "it waits")
        check(not any(e[0] == "JOB_EXIT" for e in gateway.events), "no end")
        gateway.resume_console()
        gateway.wait_event("JOB_EXIT")
        want = b"".join(b"%d\n" % i for i in range(3000))
        equal(gateway.take_console()[-len(want):], want, "all of it")


def test_printing_with_no_gateway_does_not_hang():
    server = up1.listen()
    with Board(serial=False,
               links=["127.0.0.1:%d" % server.getsockname()[1]]):
        gateway = up1.Gateway(up1.accept(server))
        gateway.hello()
        gateway.call("EXEC_START", {0: 0, 1: (
            "f = open('/count', 'w')\n"
            "for i in range(3000):\n"
            "    print(i, 'x' * 30)\n"
            "f.write('done')\nf.close()\n")})
        gateway.line.close()
        again = up1.Gateway(up1.accept(server))
        again.hello()
        again.wait(lambda: again.get("/count") == (0, b"done"),
                   "the program's end", 30)
        again.line.close()
    server.close()


def test_output_of_before_is_not_the_programs():
    with Board() as b:
        gateway = b.attach()
        gateway.call("CONSOLE_OPEN", {0: 24, 1: 80})
        gateway.wait_console(b">>> ")
        for i in range(20):
            equal(gateway.run(f"print({i})")[0], b"%d\n" % i, "output")


def test_files_of_the_program():
    with Board() as b:
        gateway = b.attach()
        gateway.put("/in.txt", b"one\ntwo\n")
        out, end = gateway.run(
            "import os\n"
            "with open('/in.txt') as f:\n"
            "    lines = f.read().split()\n"
            "os.mkdir('/d')\n"
            "os.chdir('/d')\n"
            "with open('out.txt', 'w') as f:\n"
            "    f.write(' '.join(reversed(lines)))\n"
            "print(os.getcwd(), os.listdir(), sorted(os.listdir('/')))\n"
            "os.chdir('/')\n"
            "print(os.stat('/d/out.txt')[6])\n"
            "try:\n"
            "    open('/none')\n"
            "except OSError as e:\n"
            "    print(e.errno)\n")
        equal([out, end[3]],
              [b"/d ['out.txt'] ['d', 'in.txt']\n7\n2\n", ""], "run")
        equal(gateway.get("/d/out.txt"), (0, b"two one"), "get")


def test_import_from_the_board():
    with Board() as b:
        gateway = b.attach()
        gateway.call("FS_MKDIR", {0: "/lib"})
        gateway.put("/helper.py", b"def f():\n    return 'helper'\n")
        gateway.put("/lib/other.py", b"value = 'other'\n")
        out, end = gateway.run(
            "import helper, other\nprint(helper.f(), other.value)")
        equal([out, end[3]], [b"helper other\n", ""], "run")


def test_latency_of_a_short_program():
    with Board() as b:
        gateway = b.attach()
        times = []
        for _ in range(30):
            started = time.monotonic()
            equal(gateway.run("print(1)")[0], b"1\n", "output")
            times.append(time.monotonic() - started)
        median = statistics.median(times) * 1000
        print(f"# exec of print(1): {median:.1f} ms at the median")
        check(median < 100, f"{median} ms")


if __name__ == "__main__":
    sys.exit(board.main(dict(globals())))
