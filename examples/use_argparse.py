# SPDX-License-Identifier: MIT
# Parses a command line: use_argparse.py [-n NUM] [--flag] FILE...
import argparse

parser = argparse.ArgumentParser(description="Shows what it was given.")
parser.add_argument("-n", "--num", type=int, default=3, help="a number")
parser.add_argument("--flag", action="store_true", help="a switch")
parser.add_argument("files", nargs="*", help="names")
print(parser.parse_args())
