# SPDX-License-Identifier: MIT
# Shallow and deep copies.
from collections import OrderedDict, deque


class Error(Exception):
    pass


def _generator():
    yield


error = Error
_ATOMS = (int, float, bool, complex, str, bytes, type, range, type(None),
          type(len), type(lambda: 0), type(_generator), type(...))


def _new_like(x):
    y = object.__new__(type(x))
    return y


def copy(x):
    if isinstance(x, _ATOMS) or type(x) in (tuple, frozenset):
        return x
    if hasattr(x, "__copy__"):
        return x.__copy__()
    if type(x) in (list, dict, set, bytearray, OrderedDict):
        return type(x)(x)
    if isinstance(x, deque):
        return deque(x, len(x))
    if not hasattr(x, "__dict__"):
        raise Error("un(shallow)copyable object of type %s" % type(x))
    y = _new_like(x)
    for name, value in x.__dict__.items():
        setattr(y, name, value)
    return y


def deepcopy(x, memo=None):
    if memo is None:
        memo = {}
    if id(x) in memo:
        return memo[id(x)][0]
    if isinstance(x, _ATOMS):
        return x
    if hasattr(x, "__deepcopy__"):
        y = x.__deepcopy__(memo)
    elif type(x) is list:
        y = []
        memo[id(x)] = (y, x)
        for item in x:
            y.append(deepcopy(item, memo))
    elif type(x) in (dict, OrderedDict):
        y = type(x)()
        memo[id(x)] = (y, x)
        for key, value in x.items():
            y[deepcopy(key, memo)] = deepcopy(value, memo)
    elif type(x) is tuple:
        y = tuple([deepcopy(item, memo) for item in x])
    elif type(x) in (set, frozenset, bytearray):
        y = type(x)(x)
    elif hasattr(x, "__dict__"):
        y = _new_like(x)
        memo[id(x)] = (y, x)
        for name, value in x.__dict__.items():
            setattr(y, name, deepcopy(value, memo))
    else:
        raise Error("un(deep)copyable object of type %s" % type(x))
    memo[id(x)] = (y, x)
    return y
