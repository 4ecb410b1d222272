#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The prompt of upy over a pty: editing keys, indentation, history,
completion, paste mode, raw and raw-paste modes, interrupts, exit codes."""
import os
import select
import sys
import tempfile
import termios
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "memory"))
from prompt import DEADLINE_S, Prompt  # noqa: E402 (found by the line above)

failures = 0
count = 0


def check(name, got, want):
    global count, failures
    count += 1
    if got == want:
        print("ok %d - %s" % (count, name))
    else:
        failures += 1
        print("not ok %d - %s\n#  got %r\n# want %r" %
              (count, name, got, want))


def test_lines(p):
    check("expression", p.send(b"1+2\r"), b"1+2\r\r\n3\r\n>>> ")
    check("statement", p.send(b"x = 5\r"), b"x = 5\r\r\n>>> ")
    check("none", p.send(b"None\r"), b"None\r\r\n>>> ")
    check("brackets", p.send(b"(1,\r", b"... "), b"(1,\r\r\n... ")
    check("brackets end", p.send(b"2)\r"), b"2)\r\r\n(1, 2)\r\n>>> ")
    check("triple quotes", p.send(b'"""a\r', b"... "), b'"""a\r\r\n... ')
    check("triple end", p.send(b'b"""\r'), b"b\"\"\"\r\r\n'a\\nb'\r\n>>> ")
    check("syntax error", p.send(b"x = \r"),
          b'x = \r\r\nTraceback (most recent call last):\r\n'
          b'  File "<stdin>", line 1\r\nSyntaxError: invalid syntax\r\n>>> ')
    check("exception", p.send(b"1/0\r"),
          b'1/0\r\r\nTraceback (most recent call last):\r\n'
          b'  File "<stdin>", line 1, in <module>\r\n'
          b'ZeroDivisionError: divide by zero\r\n>>> ')
    check("unexpected indent", p.send(b"    y=1\r"),
          b'    y=1\r\r\nTraceback (most recent call last):\r\n'
          b'  File "<stdin>", line 1\r\n'
          b'IndentationError: unexpected indent\r\n>>> ')
    check("comment", p.send(b"1+1#c\r"), b"1+1#c\r\r\n2\r\n>>> ")
    check("backslash", p.send(b"1 + \\\r", b"... "), b"1 + \\\r\r\n... ")
    check("backslash end", p.send(b"1\r"), b"1\r\r\n2\r\n>>> ")


def test_indent(p):
    check("def", p.send(b"def f():\r", b"...     "),
          b"def f():\r\r\n...     ")
    check("if", p.send(b"if 1:\r", b"...         "),
          b"if 1:\r\r\n...         ")
    check("body", p.send(b"pass\r", b"...         "),
          b"pass\r\r\n...         ")
    check("dedent", p.send(b"\x7f", b"\x1b[K"), b"\b\b\b\b\x1b[K")
    check("return", p.send(b"return 2\r", b"...     "),
          b"return 2\r\r\n...     ")
    check("blank", p.send(b"\r", b"...     "), b"\r\r\n...     ")
    check("blank again", p.send(b"\r", b"... "), b"\r\r\n... ")
    check("end", p.send(b"\r"), b"\r\r\n>>> ")
    check("call", p.send(b"f()\r"), b"f()\r\r\n2\r\n>>> ")
    check("cancel", p.send(b"if 1:\r\x03"),
          b"if 1:\r\r\n...     \r\r\n>>> ")
    check("own spaces", p.send(b"if 1:\r  5\r\r"),
          b"if 1:\r\r\n...     \b\b\b 5\r\r\n... \r\r\n5\r\n>>> ")
    check("decorator", p.send(b"@a\r", b"... "), b"@a\r\r\n... ")
    p.send(b"\x03")


def test_editing(p):
    check("home, insert, end", p.send(b"2+2\x01" + b"1\x05\r"),
          b"2+2\b\b\b" + b"12+2\b\b\b" + b"2+2\r\r\n14\r\n>>> ")
    check("cursor keys", p.send(b"13\x1b[D2\x1b[C\r"),
          b"13\b23\b3\r\r\n123\r\n>>> ")
    check("delete", p.send(b"1234\x1b[H\x1b[3~\x1b[F\r"),
          b"1234\b\b\b\b\x1b[K234\b\b\b234\r\r\n234\r\n>>> ")
    check("backspace", p.send(b"12\x7f3\r"),
          b"12\b\x1b[K3\r\r\n13\r\n>>> ")
    check("kill line", p.send(b"abcdef\x15" + b"7\r"),
          b"abcdef\x1b[6D\x1b[K7\r\r\n7\r\n>>> ")
    check("kill to end", p.send(b"78\x02\x0b\r"),
          b"78\b\x1b[K\r\r\n7\r\n>>> ")
    check("kill word", p.send(b"1 or abc\x17" + b"2\r"),
          b"1 or abc\b\b\b\x1b[K2\r\r\n1\r\n>>> ")
    check("delete forward", p.send(b"12\x01\x04\r"),
          b"12\b\b\x1b[K2\b\r\r\n2\r\n>>> ")
    check("cancel line", p.send(b"abc\x03"), b"abc\r\r\n>>> ")
    p.send(b"a = 1\r")
    p.send(b"b = 2\r")
    check("history up", p.send(b"\x1b[A\x1b[A\r"),
          b"b = 2\x1b[5Da = 1\r\r\n>>> ")
    check("history down", p.send(b"\x10\x10\x0e\r"),
          b"a = 1\x1b[5Db = 2\x1b[5Da = 1\r\r\n>>> ")


def test_completion(p):
    p.send(b"import time\r")
    check("attribute", p.send(b"time.sle\t\x03"),
          b"time.sleep\r\r\n>>> ")
    check("module", p.send(b"import js\t\x03"), b"import json\r\r\n>>> ")
    check("keyword", p.send(b"impo\t\x03"), b"import \r\r\n>>> ")
    p.send(b"abcd1 = abcd2 = 1\r")
    check("common part", p.send(b"ab\t\x03"), b"abcd\r\r\n>>> ")
    check("choices", p.send(b"abcd\t\x03", b"abcd\r\r\n>>> "),
          b"abcd\r\nabcd1           abcd2\r\n>>> abcd\r\r\n>>> ")
    check("nothing", p.send(b"zzz.q\t\x03"), b"zzz.q\r\r\n>>> ")


def test_paste(p):
    check("enter", p.send(b"\x05", b"=== "),
          b"\r\r\npaste mode; Ctrl-C to cancel, Ctrl-D to finish\r\r\n=== ")
    check("text", p.send(b"for i in (1, 2):\r    print(i)\r\rprint(9)\r",
                         b"print(9)\r\r\n=== "),
          b"for i in (1, 2):\r\r\n===     print(i)\r\r\n=== \r\r\n"
          b"=== print(9)\r\r\n=== ")
    check("run", p.send(b"\x04"), b"\r\r\n1\r\n2\r\n9\r\n>>> ")
    p.send(b"\x05", b"=== ")
    check("cancel", p.send(b"zz\r\x03"), b"zz\r\r\n=== \r\r\n>>> ")


def test_hand_indent(p):
    check("text by hand", p.send(b"'''\r", b"... "), b"'''\r\r\n... ")
    check("no indent after it", p.send(b"  a\r", b"... "), b"  a\r\r\n... ")
    check("its end", p.send(b"'''\r"),
          b"'''\r\r\n'\\n  a\\n'\r\n>>> ")
    check("paste prints no values", p.send(b"\x056 * 7\n\x04", b">>> ")
          [-17:], b"* 7\r\r\n=== \r\r\n>>> ")
    check("own underscore", p.send(b"_ = 9\r"), b"_ = 9\r\r\n>>> ")
    check("a value", p.send(b"3\r"), b"3\r\r\n3\r\n>>> ")
    check("stays", p.send(b"_\r"), b"_\r\r\n9\r\n>>> ")
    check("five spaces", p.send(b"     \x7f1\x7f\x7f", b"1\b\x1b[K\b\x1b[K"),
          b"     \b\b\b\b\x1b[K1\b\x1b[K\b\x1b[K")
    p.send(b"\r")


def test_raw(p):
    check("enter", p.send(b"\x01", b"\n>"),
          b"\r\r\nraw REPL; CTRL-B to exit\r\r\n>")
    check("run", p.send(b"print(1)\x04", b"\x04>"), b"OK1\r\n\x04\x04>")
    check("no echo of values", p.send(b"5\x04", b"\x04>"), b"OK\x04\x04>")
    check("error", p.send(b"1/0\x04", b"\x04>"),
          b'OK\x04Traceback (most recent call last):\r\n'
          b'  File "<stdin>", line 1, in <module>\r\n'
          b'ZeroDivisionError: divide by zero\r\n\x04>')
    check("clear", p.send(b"junk\x03print(2)\x04", b"\x04>"),
          b"OK2\r\n\x04\x04>")
    check("banner again", p.send(b"\x01", b"\n>"),
          b"raw REPL; CTRL-B to exit\r\r\n>")
    check("paste", p.send(b"\x05A\x01", b"\x01\x80\x00\x01"),
          b"R\x01\x80\x00\x01")
    check("paste run", p.send(b"print(5)\n\x04", b"\x04>"),
          b"\x045\r\n\x04\x04>")
    check("windows", p.send(b"\x05A\x01" + b"#" * 150 + b"\n" + b"#" * 200 +
                            b"\nprint(9)\n\x04", b"\x04>"),
          b"R\x01\x80\x00\x01\x01\x01\x049\r\n\x04\x04>")
    check("paste error", p.send(b"\x05A\x01x=(\n\x04", b"\x04>"),
          b'R\x01\x80\x00\x01\x04\x04Traceback (most recent call last):\r\n'
          b'  File "<stdin>", line 2\r\nSyntaxError: invalid syntax\r\n\x04>')
    check("early error", p.send(b"\x05A\x01a b\nxx\x04", b"\x04>"),
          b'R\x01\x80\x00\x01\x04\x04Traceback (most recent call last):\r\n'
          b'  File "<stdin>", line 1\r\nSyntaxError: invalid syntax\r\n\x04>')
    check("unknown", p.send(b"\x05B\x01", b">"), b"R\x00>")
    check("leave", p.send(b"\x02"),
          b"\r\r\n" + BANNER)


def test_interrupt(p):
    p.send(b"while True: pass\r", b"... ")
    os.write(p.fd, b"\r")
    p.expect(b"\r\r\n")
    wait_cooked(p)
    got = p.send(b"\x03")
    check("interrupt a loop", b"KeyboardInterrupt" in got, True)
    p.send(b"import time\r")
    os.write(p.fd, b"time.sleep(100)\r")
    p.expect(b"\r\r\n")
    wait_cooked(p)
    got = p.send(b"\x03")
    check("interrupt a sleep", b"KeyboardInterrupt" in got, True)
    check("still alive", p.send(b"1\r"), b"1\r\r\n1\r\n>>> ")


def wait_cooked(p):
    """A program runs when the terminal sends signals again."""
    deadline = time.monotonic() + DEADLINE_S
    while time.monotonic() < deadline:
        if termios.tcgetattr(p.fd)[3] & termios.ISIG:
            return
        select.select([], [], [], 0.005)
    raise AssertionError("the terminal stays raw")


def test_memory(p):
    p.send(b"l = bytearray(100)\r")
    got = p.send(b"l = bytearray(100000000)\r")
    check("memory error", b"MemoryError" in got, True)
    check("goes on", p.send(b"len(l)\r"), b"len(l)\r\r\n100\r\n>>> ")
    p.send(b"def f(): return f()\r\r")
    got = p.send(b"f()\r")
    check("recursion", b"maximum recursion depth exceeded" in got, True)


def test_history_file():
    with tempfile.TemporaryDirectory() as home:
        for keys, want in ((b"", b""), (b"\x1b[A", b"12"),
                           (b"\x1b[A\x1b[A", b"345\b\b\b\x1b[K12")):
            p = Prompt(home=home)
            p.expect(b">>> ")
            os.write(p.fd, keys)
            check("history of before %r" % keys, p.expect(want), want)
            p.send(b"\x03")
            p.send(b"345\r" if keys else b"12\r")
            os.write(p.fd, b"\x04")
            p.status()
            p.close()
        name = os.path.join(home, ".micropython.history")
        with open(name) as history:
            check("history file", history.read(), "12\n345\n")


def exits():
    for keys, want in ((b"\x04", 0), (b"raise SystemExit(3)\r", 3),
                       (b"import sys; sys.exit()\r", 0)):
        p = Prompt()
        p.expect(b">>> ")
        os.write(p.fd, keys)
        check("exit by %r" % keys, p.status(), want)
        p.close()
    p = Prompt("-c", "print(input('a? ') + input('b? ')); input('c? ')")
    p.expect(b"a? ")
    check("input of a program", p.send(b"1\x1b[D0\r", b"b? "),
          b"1\b01\b\r\r\nb? ")
    check("its history", p.send(b"\x102\r", b"c? "),
          b"012\r\r\n01012\r\nc? ")
    check("its interrupt", p.send(b"3\x03", b"Interrupt: \r\n"),
          b'3Traceback (most recent call last):\r\n'
          b'  File "<stdin>", line 1, in <module>\r\n'
          b'KeyboardInterrupt: \r\n')
    check("its exit", p.status(), 130)
    p.close()
    p = Prompt("-i", "-c", "zz = 7")
    p.expect(b">>> ")
    check("-i", p.send(b"zz\r"), b"zz\r\r\n7\r\n>>> ")
    p.close()


p = Prompt()
BANNER = p.expect(b">>> ")
check("banner", BANNER.startswith(b"MicroPython ") and BANNER.endswith(
    b'\r\r\nType "help()" for more information.\r\r\n>>> '), True)
try:
    for test in (test_lines, test_indent, test_editing, test_completion,
                 test_paste, test_hand_indent, test_raw, test_interrupt, test_memory):
        test(p)
    exits()
    test_history_file()
except AssertionError as e:
    check("no deadline missed", str(e), "")
finally:
    p.close()
print("1..%d" % count)
sys.exit(failures != 0)
