# SPDX-License-Identifier: MIT
# The module os with what is added in Python.
from uos import *

from . import path

sep = "/"
curdir = "."
pardir = ".."
linesep = "\n"


def makedirs(name, mode=0o777, exist_ok=False):
    whole = ""
    parts = name.rstrip("/").split("/")
    for i, part in enumerate(parts):
        whole += part
        if whole:
            try:
                mkdir(whole)
            except OSError as e:
                last = i == len(parts) - 1
                if e.errno != 17 or (last and not exist_ok):
                    raise
        whole += "/"


def walk(top, topdown=True):
    folders = []
    files = []
    for entry in ilistdir(top):
        (folders if entry[1] & 0x4000 else files).append(entry[0])
    if topdown:
        yield top, folders, files
    for folder in folders:
        for found in walk(path.join(top, folder), topdown):
            yield found
    if not topdown:
        yield top, folders, files
