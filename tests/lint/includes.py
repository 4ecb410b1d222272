#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Who may include whom (the layers), and no include cycles."""
import os
import re
import sys

TOP = os.environ.get("top_srcdir") or os.path.join(
    os.path.dirname(os.path.abspath(__file__)), "..", "..")
COMPONENTS = ("proto", "vm", "device-agent", "daemon", "ctl")
FREESTANDING = {"stdint.h", "stddef.h", "stdbool.h", "string.h", "limits.h",
                "stdarg.h"}
VM_EXTRA = {"setjmp.h", "math.h", "float.h"}
INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]', re.M)
PROCESSES = ("parent", "fleet", "link", "store", "web", "mqtt", "vault",
             "script")


def files():
    for component in COMPONENTS:
        for root, _, names in os.walk(component):
            for name in sorted(names):
                if name.endswith((".c", ".h")):
                    yield os.path.join(root, name)


def layer(path):
    """The layer of a file: the key of ALLOWED."""
    parts = path.split("/")
    if parts[0] == "daemon":
        return "daemon/" + (parts[1] if len(parts) > 2 else "main")
    if parts[0] == "device-agent" and parts[1] in ("sign", "rom"):
        return parts[1]
    if parts[0] == "device-agent":
        return "ports" if len(parts) > 2 and parts[1] == "ports" else "agent"
    if parts[0] == "vm" and parts[1] in ("upy", "cross"):
        return "upy"
    return parts[0]


def resolve(path, name, known):
    here = os.path.normpath(os.path.join(os.path.dirname(path), name))
    for candidate in [here] + [os.path.normpath(os.path.join(base, name))
                               for base in COMPONENTS + (".",)]:
        if candidate in known:
            return candidate
    return None


def may(source, target):
    if source == target:
        return True
    if source.startswith("daemon/"):
        if target in ("daemon/common", "proto"):
            return True
        return source == "daemon/main" and target.startswith("daemon/")
    return target in {
        "agent": ("proto", "vm"), "ports": ("agent", "rom", "upy"),
        "rom": ("proto", "vm"),
        "sign": ("agent", "proto"),
        "upy": ("vm",), "ctl": ("proto",),
    }.get(source, ())


def main():
    os.chdir(TOP)
    known = set(files())
    graph = {}
    problems = []
    for path in sorted(known):
        with open(path, encoding="utf-8") as stream:
            text = stream.read()
        source = layer(path)
        for kind, name in INCLUDE.findall(text):
            target = resolve(path, name, known) if kind == '"' else None
            if target is not None:
                graph.setdefault(path, set()).add(target)
                if not may(source, layer(target)):
                    problems.append(f"{path}: {source} includes {target}")
            elif source in ("proto", "vm", "agent") and kind == "<":
                allowed = FREESTANDING | (
                    VM_EXTRA if source != "proto" else set())
                if name not in allowed:
                    problems.append(f"{path}: <{name}> in a freestanding "
                                    "layer")
    problems += cycles(graph)
    for problem in problems:
        print(problem)
    if problems:
        print(f"lint: includes: {len(problems)} problem(s)", file=sys.stderr)
        return 1
    print("lint: includes: ok")
    return 0


def cycles(graph):
    state = {}
    found = []

    def visit(node, trail):
        state[node] = 1
        for target in sorted(graph.get(node, ())):
            if state.get(target) == 1:
                found.append("include cycle: " +
                             " -> ".join(trail + [node, target]))
            elif target not in state:
                visit(target, trail + [node])
        state[node] = 2

    for node in sorted(graph):
        if node not in state:
            visit(node, [])
    return found


if __name__ == "__main__":
    sys.exit(main())
