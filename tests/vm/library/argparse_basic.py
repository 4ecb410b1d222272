# Command lines, as MicroPython's argparse takes them.
import argparse


def attempt(parser, *args):
    try:
        print(parser.parse_args(list(args)))
    except SystemExit as e:
        print("exit", e.args)


p = argparse.ArgumentParser(argv0="tool", description="what it does")
p.add_argument("-n", "--num", type=int, default=3, help="a number")
p.add_argument("--flag", action="store_true")
p.add_argument("files", nargs="*", help="names")
attempt(p, "-n", "4", "--flag", "a", "b")
attempt(p)
attempt(p, "a", "--num", "5")
attempt(p, "--bad")
attempt(p, "-n")
p.usage(True)
attempt(p, "-h")

p = argparse.ArgumentParser(argv0="other")
p.add_argument("pos")
p.add_argument("-o", "--opt", dest="place", help="where")
p.add_argument("-c", action="store_const", const=7)
p.add_argument("-k", nargs=2)
p.add_argument("-q", nargs="?")
attempt(p, "x", "-c", "-k", "1", "2")
attempt(p, "x", "-o", "y")
attempt(p)
attempt(p, "x", "y")
p.usage(True)
print(p.parse_known_args(["x", "--zz", "y"]))
