# SPDX-License-Identifier: MIT
# What an object is.
import sys


def _generator():
    yield


def getmembers(obj, predicate=None):
    found = []
    for name in dir(obj):
        try:
            value = getattr(obj, name)
        except AttributeError:
            continue
        if predicate is None or predicate(value):
            found.append((name, value))
    found.sort(key=lambda member: member[0])
    return found


def isfunction(obj):
    return isinstance(obj, (type(isfunction), type(_generator)))


def isgenerator(obj):
    return isinstance(obj, type(_generator()))


def ismethod(obj):
    return isinstance(obj, type(_Class().method))


class _Class:
    def method(self):
        pass


def isclass(obj):
    return isinstance(obj, type)


def ismodule(obj):
    return isinstance(obj, type(sys))


def isbuiltin(obj):
    return isinstance(obj, type(len))


def isroutine(obj):
    return isfunction(obj) or ismethod(obj) or isbuiltin(obj)


def getmodule(obj):
    return sys.modules.get(getattr(obj, "__module__", None))


def getdoc(obj):
    return None


def currentframe():
    return None
