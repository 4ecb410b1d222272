# SPDX-License-Identifier: MIT
# What a manifest may call. upy-cross runs this and then the manifest; the
# result is the list of what to freeze: (path in the image, source, -O level).
import os

_files = []
_variables = {}
_libraries = []
_seen = set()
_where = ["."]


def _mode(path):
    try:
        return os.stat(path)[0] & 0xF000
    except OSError:
        return 0


def _resolve(path):
    for name, value in _variables.items():
        path = path.replace("$(" + name + ")", value)
    if "$(" in path:
        raise ValueError("unknown variable in path: " + path)
    return path if path.startswith("/") else _where[-1] + "/" + path


def _add(target, source, opt):
    if target in _seen:
        return
    if _mode(source) != 0x8000:
        raise OSError("no such file: " + source)
    _seen.add(target)
    _files.append((target, source, -1 if opt is None else opt))


def _add_folder(base, folder, opt):
    for name in sorted(os.listdir(base + "/" + folder)):
        path = folder + "/" + name if folder else name
        if _mode(base + "/" + path) == 0x4000:
            if not name.startswith((".", "__pycache__")):
                _add_folder(base, path, opt)
        elif name.endswith(".py"):
            _add(path, base + "/" + path, opt)


def module(module_path, base_path=".", opt=None):
    if not module_path.endswith(".py"):
        raise ValueError("module must be a .py file: " + module_path)
    _add(module_path, _resolve(base_path) + "/" + module_path, opt)


def package(package_path, files=None, base_path=".", opt=None):
    base = _resolve(base_path)
    if files is None:
        if _mode(base + "/" + package_path) != 0x4000:
            raise OSError("no such package: " + package_path)
        _add_folder(base, package_path, opt)
    else:
        for name in files:
            path = package_path + "/" + name
            _add(path, base + "/" + path, opt)


def freeze(path, script=None, opt=None):
    base = _resolve(path)
    if script is None:
        _add_folder(base, "", opt)
    elif isinstance(script, (list, tuple)):
        for name in script:
            freeze(path, name, opt)
    elif _mode(base + "/" + script) == 0x4000:
        _add_folder(base, script, opt)
    else:
        _add(script, base + "/" + script, opt)


freeze_as_mpy = freeze


def freeze_as_str(path):
    raise NotImplementedError("freeze_as_str: only compiled code is frozen")


def freeze_mpy(path, script=None, opt=0):
    raise NotImplementedError("freeze_mpy: give the sources")


def metadata(**about):
    return about


def add_library(library, library_path, prepend=False):
    place = _resolve(library_path)
    if prepend:
        _libraries.insert(0, (library, place))
    else:
        _libraries.append((library, place))


def _find_library(folder, name, depth):
    if _mode(folder + "/" + name + "/manifest.py") == 0x8000:
        return folder + "/" + name
    if depth == 0 or _mode(folder) != 0x4000:
        return None
    for entry in sorted(os.listdir(folder)):
        if _mode(folder + "/" + entry) == 0x4000 and entry[0] != ".":
            found = _find_library(folder + "/" + entry, name, depth - 1)
            if found is not None:
                return found
    return None


def require(name, library=None, **ignored):
    for known, folder in _libraries:
        if library is None or library == known:
            found = _find_library(folder, name, 2)
            if found is not None:
                _include(found + "/manifest.py", {})
                return
    raise ValueError("library not found: " + name)


class _Options:
    def defaults(self, **values):
        for name, value in values.items():
            if not hasattr(self, name):
                setattr(self, name, value)


def include(manifest_path, **values):
    if not isinstance(manifest_path, str):
        for path in manifest_path:
            include(path, **values)
        return
    path = _resolve(manifest_path)
    if _mode(path) == 0x4000:
        path += "/manifest.py"
    _include(path, values)


# A path that is resolved.
def _include(path, values):
    with open(path) as stream:
        text = stream.read()
    options = _Options()
    for name, value in values.items():
        setattr(options, name, value)
    names = {"__file__": path, "__name__": "manifest", "options": options}
    for function in (module, package, freeze, freeze_as_mpy, freeze_as_str,
                     freeze_mpy, metadata, add_library, require, include):
        names[function.__name__] = function
    names["freeze_as_mpy"] = freeze
    _where.append(path[:path.rfind("/")] if "/" in path else ".")
    exec(compile(text, path, "exec"), names)
    _where.pop()
