# SPDX-License-Identifier: MIT
# Names of types that have none of their own.
import sys


async def _coroutine():
    pass


def _function():
    pass


def _generator():
    yield


class _Class:
    def method(self):
        pass


FunctionType = type(_function)
LambdaType = FunctionType
GeneratorType = type(_generator())
_waiting = _coroutine()
CoroutineType = type(_waiting)
_waiting.close()
MethodType = type(_Class().method)
BuiltinFunctionType = type(len)
BuiltinMethodType = type([].append)
ModuleType = type(sys)
NoneType = type(None)
EllipsisType = type(...)


class SimpleNamespace:
    def __init__(self, **keywords):
        for name, value in keywords.items():
            setattr(self, name, value)

    def __repr__(self):
        return "namespace(%s)" % ", ".join(
            "%s=%r" % item for item in self.__dict__.items())

    def __eq__(self, other):
        return self.__dict__ == other.__dict__
