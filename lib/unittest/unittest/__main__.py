# SPDX-License-Identifier: MIT
# upy -m unittest [discover] [-s DIR] [-p PATTERN] [MODULE or FILE...]: runs
# the test cases of these modules, or of all that are found.
import argparse
import os
import sys

import unittest


# "test*.py": one star is enough for names of files.
def _fits(name, pattern):
    start, star, end = pattern.partition("*")
    if not star:
        return name == pattern
    return (name.startswith(start) and name.endswith(end) and
            len(name) >= len(start) + len(end))


def _import(name):
    module = __import__(name)
    for part in name.split(".")[1:]:
        module = getattr(module, part)
    return module


def _load(path):
    folder, _, name = path.rpartition("/")
    if name.endswith(".py"):
        sys.path.insert(0, folder or ".")
        try:
            return _import(name[:-3])
        finally:
            sys.path.pop(0)
    return _import(path)


def _find(folder, pattern):
    for name, kind, *_ in sorted(os.ilistdir(folder)):
        path = folder + "/" + name
        if kind == 0x4000:
            yield from _find(path, pattern)
        elif name.endswith(".py") and _fits(name, pattern):
            yield path


def main():
    parser = argparse.ArgumentParser(description="Runs test cases.")
    parser.add_argument("-s", "--start-directory", dest="start", default=".",
                        help="where to look")
    parser.add_argument("-p", "--pattern", default="test*.py",
                        help="names of files")
    parser.add_argument("-v", "--verbose", action="store_true",
                        help="taken, and always so")
    parser.add_argument("names", nargs="*", help="discover, or modules")
    args = parser.parse_args()
    names = args.names
    if not names or names[0] == "discover":
        start = names[1] if len(names) > 1 else args.start
        names = list(_find(start.rstrip("/") or "/", args.pattern))
    suite = unittest.TestSuite("tests")
    for name in names:
        suite._load_module(_load(name))
    result = unittest.TestRunner().run(suite)
    return 0 if result.wasSuccessful() else 1


sys.exit(main())
