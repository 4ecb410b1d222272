# SPDX-License-Identifier: MIT
# Folders that go when they are done with.
import os
import random
import shutil

_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789_"


def gettempdir():
    return os.getenv("TMPDIR", "/tmp") if hasattr(os, "getenv") else "/tmp"


def mktemp(suffix="", prefix="tmp", dir=None):
    while True:
        name = "%s/%s%s%s" % (
            dir or gettempdir(), prefix,
            "".join(random.choice(_LETTERS) for _ in range(8)), suffix)
        try:
            os.stat(name)
        except OSError:
            return name


def mkdtemp(suffix="", prefix="tmp", dir=None):
    name = mktemp(suffix, prefix, dir)
    os.mkdir(name)
    return name


class TemporaryDirectory:
    def __init__(self, suffix="", prefix="tmp", dir=None):
        self.name = mkdtemp(suffix, prefix, dir)

    def __enter__(self):
        return self.name

    def __exit__(self, *exc):
        self.cleanup()

    def cleanup(self):
        if self.name:
            shutil.rmtree(self.name)
            self.name = None
