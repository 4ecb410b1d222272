#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The command line of upy: options, exit codes, tracebacks, errors of the
compiler, sys.argv and sys.path, small heaps."""
import os
import pathlib
import subprocess
import sys
import tempfile

UPY = os.path.abspath(os.environ.get("UPY", "upy"))
DEADLINE_S = 60
failures = 0
count = 0


def upy(*args, stdin=b"", **env):
    environment = dict(os.environ, ASAN_OPTIONS="detect_leaks=0", **env)
    done = subprocess.run([UPY, *args], input=stdin, capture_output=True,
                          timeout=DEADLINE_S, env=environment)
    return done.returncode, done.stdout, done.stderr


def check(name, got, want):
    global count, failures
    count += 1
    if got == want:
        print("ok %d - %s" % (count, name))
    else:
        failures += 1
        print("not ok %d - %s\n#  got %r\n# want %r" %
              (count, name, got, want))


def test_sources():
    write("a.py", "import sys\nprint(sys.argv, __name__, __file__)\n")
    check("file", upy("a.py", "x", "-y"),
          (0, b"['a.py', 'x', '-y'] __main__ a.py\n", b""))
    check("command", upy("-c", "import sys; print(sys.argv)", "1", "-2"),
          (0, b"['-c', '1', '-2']\n", b""))
    check("command of lines", upy("-c", "for i in range(2):\n print(i)"),
          (0, b"0\n1\n", b""))
    check("module", upy("-m", "a", "z")[:2],
          (0, b"['a', 'z'] __main__ a.py\n"))
    check("stdin", upy(stdin=b"print(5)\n6\n"), (0, b"5\n", b""))
    check("dash", upy("-", stdin=b"print(7)"), (0, b"7\n", b""))
    check("no such file", upy("no.py"),
          (2, b"", os.fsencode(UPY) + b": can't open file 'no.py': "
           b"[Errno 2] No such file or directory\n"))
    check("no such module", upy("-m", "nomod")[0], 1)
    check("module of ours", upy("-m", "json"), (0, b"", b""))
    check("no line end in brackets", upy("-c", "(")[2].splitlines()[1],
          b'  File "<stdin>", line 2')
    check("empty file", upy(write("empty.py", "")), (0, b"", b""))
    check("no newline at end", upy(write("nonl.py", "print(1)\nprint(2)")),
          (0, b"1\n2\n", b""))
    check("crlf", upy(write("crlf.py", "if 1:\r\n    print(1)\r\n")),
          (0, b"1\n", b""))
    check("byte order mark",
          upy(write("bom.py", b"\xef\xbb\xbfprint(1)\n")), (0, b"1\n", b""))


def test_options():
    check("help", upy("-h")[0], 0)
    check("version", upy("--version")[1][:12], b"MicroPython ")
    for bad in (["-Q"], ["-X"], ["-X", "foo"], ["-X", "heapsize=1"],
                ["-X", "heapsize=99z"], ["-c"], ["-m"]):
        check("bad option %s" % bad, upy(*bad),
              (1, b"", b"Invalid command line arguments. "
               b"Use -h option for help.\n"))
    check("heap size", upy("-X", "heapsize=64k", "-c",
                           "import gc; print(gc.mem_free() < 65536)")[1],
          b"True\n")
    check("emit", upy("-X", "emit=native", "-c", "print(1)")[1], b"1\n")
    check("optimise", upy("-O", "-c", "assert 0; print(__debug__)")[1],
          b"False\n")
    check("optimise, one digit", upy("-O12", "-c", "print(__debug__)")[1],
          b"False\n")
    check("no inspection", upy("-c", "1", MICROPYINSPECT=""), (0, b"", b""))
    check("assert", upy("-c", "assert 0")[0], 1)
    check("compile only", upy("-X", "compile-only", "-c", "print(1)"),
          (0, b"", b""))
    check("verbose", [line.split(b":")[0] for line in upy(
        "-v", "-c", "print(1)")[1].splitlines()],
          [b"1", b"mem", b"stack", b"GC", b" No. of 1-blocks"])
    check("inspect without terminal", upy("-i", stdin=b"1+1\r")[1].count(
        b">>> "), 2)
    check("inspect by variable", b">>> " in upy(
        "-c", "import os; os.putenv('MICROPYINSPECT', '1')")[1], True)
    check("compile only error", upy("-X", "compile-only", "-c", "1 +")[0], 1)


def test_exit_codes():
    for text, want in (("pass", 0), ("import sys; sys.exit()", 0),
                       ("import sys; sys.exit(3)", 3),
                       ("raise SystemExit", 0), ("raise SystemExit(256+7)", 7),
                       ("import sys; sys.exit('x')", 1),
                       ("import sys; sys.exit(True)", 1),
                       ("raise SystemExit(False)", 1),
                       ("raise SystemExit((1 << 70) + 5)", 5),
                       ("raise ValueError", 1), ("x =", 1),
                       ("raise KeyboardInterrupt", 130)):
        check("exit code of %s" % text, upy("-c", text)[0], want)
    for ending in ("pass", "1/0", "raise SystemExit(2)"):
        check("atexit before %s" % ending, upy(
            "-c", "import sys\nsys.atexit(lambda: print('last'))\n" +
            ending)[1], b"last\n")
    check("exit with a text", upy("-c", "import sys; sys.exit('bye')"),
          (1, b"", b"bye\n"))


def test_tracebacks():
    write("tb.py", "def f(x):\n    return (1 /\n            x)\n\n\n"
          "class A:\n    def m(self):\n        f(0)\n\n\nA().m()\n")
    check("traceback", upy("tb.py"),
          (1, b"", b'Traceback (most recent call last):\n'
           b'  File "tb.py", line 11, in <module>\n'
           b'  File "tb.py", line 8, in m\n'
           b'  File "tb.py", line 2, in f\n'
           b'ZeroDivisionError: divide by zero\n'))
    write("helper_mod.py", "x = 1\ndef g():\n    raise OSError(2)\n")
    write("tb2.py", "import helper_mod\nhelper_mod.g()\n")
    check("traceback of a module", upy("tb2.py")[2].replace(
        os.path.realpath(".").encode() + b"/", b""),
          b'Traceback (most recent call last):\n'
          b'  File "tb2.py", line 2, in <module>\n'
          b'  File "helper_mod.py", line 3, in g\n'
          b'OSError: [Errno 2] ENOENT\n')


ERRORS = (
    ("x = ", 1, None, "invalid syntax"),
    ("\n\nx y", 3, None, "invalid syntax"),
    ("return", 1, "<module>", "'return' outside function"),
    ("def f():\n  break", 2, "f", "'break'/'continue' outside loop"),
    ("yield 1", 1, "<module>", "'yield' outside function"),
    ("await x", 1, "<module>", "'await' outside function"),
    ("async with a: pass", 1, "<module>",
     "async for/with outside async function"),
    ("1 = 2", 1, "<module>", "can't assign to expression"),
    ("f() += 2", 1, "<module>", "can't assign to expression"),
    ("del f()", 1, "<module>", "can't delete expression"),
    ("*a, *b = c", 1, "<module>", "multiple *x in assignment"),
    ("def f(a, a): pass", 1, "f", "argument name reused"),
    ("f(a=1, 2)", 1, "<module>", "positional arg after keyword arg"),
    ("f(**a, *b)", 1, "<module>", "* arg after **"),
    ("f(1=2)", 1, "<module>", "LHS of keyword arg must be an id"),
    ("def f():\n  a = 1\n  global a", 3, "f",
     "identifier redefined as global"),
    ("def f():\n nonlocal z", 1, "f", "no binding for nonlocal found"),
    ("nonlocal x", 1, "<module>", "can't declare nonlocal in outer code"),
    ("def f():\n from a import *", 2, "f", "import * not at module level"),
    ("0xg", 1, None, "invalid syntax for integer with base 16: 'g'"),
    ("{1:2, 3}", 1, "<module>", "expecting key:value for dict"),
    ("{1, 2:3}", 1, "<module>", "expecting just a value for set"),
    ("def f(): super()", 1, "f", "super() can't find self"),
    ("f'{}'", 1, None, "malformed f-string"),
    ("'abc", 1, None, "invalid syntax"),
    ("(1, 2\n", 2, None, "invalid syntax"),
    ("if 1:\nx", 2, None, "invalid syntax"),
    ("class A: return 1", 1, "A", "'return' outside function"),
)


def test_compile_errors():
    for text, line, block, message in ERRORS:
        place = '  File "e.py", line %d' % line
        if block:
            place += ", in " + block
        want = ("Traceback (most recent call last):\n%s\nSyntaxError: %s\n" %
                (place, message))
        check("error of %r" % text, upy(write("e.py", text)),
              (1, b"", want.encode()))
    for text, line, message in (
            ("  x = 1", 1, "unexpected indent"),
            ("x = 1\n   y = 2", 2, "unexpected indent"),
            ("if 1:\n    x = 1\n  y = 2", 2,
             "unindent doesn't match any outer indent level")):
        want = ('Traceback (most recent call last):\n  File "e.py", line %d\n'
                'IndentationError: %s\n' % (line, message))
        check("error of %r" % text, upy(write("e.py", text)),
              (1, b"", want.encode()))


def test_depth():
    for name, text in (
            ("parentheses", "(" * 20000 + "1" + ")" * 20000),
            ("open brackets", "[" * 50000),
            ("unary", "-" * 50000 + "1"),
            ("not", "not " * 50000 + "1"),
            ("attributes", "a" + ".b" * 50000),
            ("lambda", "lambda: " * 20000 + "1"),
            ("conditional", "1 if 1 else " * 20000 + "1"),
            ("power", "1" + "**1" * 20000),
            ("blocks", "".join(" " * i + "if 1:\n" for i in range(900)) +
             " " * 900 + "x"),
            ("functions", "".join(" " * i + "def f():\n"
                                  for i in range(900)) + " " * 900 + "x")):
        status, _, err = upy(write("deep.py", text))
        message = err.splitlines()[-1].split(b":")[0] if err else b""
        check("depth of %s" % name, (status in (0, 1), message in (
            b"RuntimeError", b"MemoryError", b"SyntaxError", b"NameError",
            b"")), (True, True))
    check("long sum", upy("-c", "print(" + "1 + " * 20000 + "1)")[1],
          b"20001\n")
    check("long elif", upy(write("elif.py", "x = 900\nif x == 0: pass\n" +
                                 "".join("elif x == %d: print(%d)\n" % (i, i)
                                         for i in range(1, 1000))))[1],
          b"900\n")
    check("long list", upy("-c", "print(len([" + "1," * 5000 + "]))")[1],
          b"5000\n")


def test_memory():
    """The compiler answers a lack of memory by MemoryError, wherever."""
    text = pathlib.Path(__file__).with_name("compiler_functions.py")
    seen = set()
    for size in range(20000, 130000, 1789):
        status, _, err = upy("-X", "heapsize=%d" % size, "-X",
                             "compile-only", str(text))
        seen.add(status)
        if status not in (0, 1) or (status == 1 and b"emory" not in err and
                                    b"heap is too small" not in err):
            check("heap of %d" % size, (status, err), "MemoryError")
    check("small heaps", seen, {0, 1})


def test_packages():
    os.mkdir("pack")
    write("pack/__init__.py", "print('init', __name__)\n")
    write("pack/__main__.py", "import sys\nprint(__name__, sys.argv)\n")
    write("pack/leaf.py", "from . import __name__ as n\nprint(__name__, n)\n")
    check("-m package", upy("-m", "pack", "x"),
          (0, b"init pack\n__main__ ['pack', 'x']\n", b""))
    check("-m module of a package", upy("-m", "pack.leaf")[1],
          b"init pack\n__main__ pack\n")
    os.remove("pack/__main__.py")
    check("-m package without main", upy("-m", "pack"),
          (1, b"init pack\n",
           b"ImportError: no module named 'pack.__main__'\n"))
    check("a folder as program", upy("pack"),
          (1, b"", b"OSError: [Errno 21] EISDIR\n"))
    for text in ("import nope", "from pack import nope", "__import__(5)",
                 "from sys import nope"):
        code, _, err = upy("-c", text)
        check(text, (code, err.splitlines()[-1]), (1, {
            "import nope": b"ImportError: no module named 'nope'",
            "from pack import nope":
                b"ImportError: no module named 'pack.nope'",
            "__import__(5)": b"TypeError: can't convert 'int' object to str "
                             b"implicitly",
            "from sys import nope": b"ImportError: can't import name nope",
        }[text]))
    check("__file__ of a command", upy("-c", "print(__file__)"),
          (0, b"<stdin>\n", b""))


def test_path():
    check("empty entry in front", upy("-c", "import sys; print(sys.path)",
                                      MICROPYPATH=":/a:.frozen"),
          (0, b"['', '/a', '.frozen']\n", b""))
    check("home", upy("-c", "import sys; print(sys.path)",
                      MICROPYPATH="~/x", HOME="/h"),
          (0, b"['', '/h/x']\n", b""))
    check("empty", upy("-c", "import sys; print(sys.path)", MICROPYPATH=""),
          (0, b"['']\n", b""))
    os.mkdir("lib")
    write("lib/m3.py", "v = 33\n")
    write("sub.py", "import sys\nprint(sys.path[0] == %r)\n" %
          os.path.realpath("."))
    check("script directory", upy("sub.py")[1], b"True\n")
    check("MICROPYPATH", upy("-c", "import m3, sys; print(m3.v, sys.path)",
                             MICROPYPATH="/q:lib"),
          (0, b"33 ['', '/q', 'lib']\n", b""))
    check("inspect", b">>> " in upy("-i", "-c", "print(1)")[1], True)


def write(name, text):
    data = text if isinstance(text, bytes) else text.encode()
    pathlib.Path(name).write_bytes(data)
    return name


with tempfile.TemporaryDirectory() as directory:
    os.chdir(directory)
    for test in (test_sources, test_options, test_exit_codes,
                 test_tracebacks, test_compile_errors, test_depth,
                 test_memory, test_path, test_packages):
        test()
    os.chdir("/")
print("1..%d" % count)
sys.exit(failures != 0)
