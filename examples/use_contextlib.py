# SPDX-License-Identifier: MIT
# What is opened is closed.
from contextlib import contextmanager, suppress


@contextmanager
def relay(name):
    print(name, "on")
    try:
        yield name
    finally:
        print(name, "off")


with suppress(ZeroDivisionError), relay("pump"):
    1 // 0
