# SPDX-License-Identifier: MIT
# Says what is not quite right, once for each text.
import sys

_seen = set()
_action = "default"


def warn(message, category=None, stacklevel=1):
    name = "UserWarning" if category is None else category.__name__
    if _action == "error":
        raise (category or Exception)(message)
    if _action == "ignore" or (_action != "always" and (
            name, str(message)) in _seen):
        return
    _seen.add((name, str(message)))
    print("%s: %s" % (name, message), file=sys.stderr)


def simplefilter(action, category=None, lineno=0, append=False):
    global _action
    _action = action


def filterwarnings(action, message="", category=None, module="", lineno=0,
                   append=False):
    simplefilter(action)


def resetwarnings():
    simplefilter("default")
    _seen.clear()
