#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Make the files of a package index that mip installs from.

    make_index.py OUT [LIB]

A web server gives OUT as it is.  Its layout is that of MicroPython's index:
    package/py/NAME/VERSION.json    also as latest.json, and as package/6/...
    file/AB/ABCDEF0123456789...     by the start of the file's SHA-256
    index.json                      what there is
"""
import hashlib
import json
import pathlib
import re
import shutil
import sys

HASH_DIGITS = 16
# Who asks: for sources, or, as a board of MicroPython does, for the version
# of code files it loads. Sources serve both.
KINDS = ("py", "6")
WORD = re.compile("[A-Za-z0-9][A-Za-z0-9._+-]*")


class Package:
    """What the manifest.py of a library says."""

    def __init__(self, folder):
        self.name = folder.name
        self.folder = folder
        self.about = {}
        self.files = []
        self.needs = []
        names = {
            "metadata": self._metadata,
            "module": self._module,
            "package": self._package,
            "require": self._require,
        }
        text = (folder / "manifest.py").read_text()
        exec(compile(text, str(folder / "manifest.py"), "exec"), names)

    def _metadata(self, **about):
        self.about.update(about)

    def _module(self, path, **_options):
        self.files.append(path)

    def _package(self, path, files=None, **_options):
        if files is None:
            files = [str(f.relative_to(self.folder / path))
                     for f in sorted((self.folder / path).rglob("*.py"))]
        self.files += [path + "/" + name for name in files]

    def _require(self, name, **_options):
        self.needs.append(name)

    @property
    def version(self):
        return self.about.get("version", "0.0.0")


def write_package(package, out):
    hashes = []
    for name in package.files:
        data = (package.folder / name).read_bytes()
        digest = hashlib.sha256(data).hexdigest()[:HASH_DIGITS]
        place = out / "file" / digest[:2] / digest
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        hashes.append([name, digest])
    text = json.dumps({
        "v": 1,
        "version": package.version,
        "hashes": hashes,
        "deps": [[name, "latest"] for name in package.needs],
    })
    for kind in KINDS:
        place = out / "package" / kind / package.name
        place.mkdir(parents=True, exist_ok=True)
        for version in (package.version, "latest"):
            (place / (version + ".json")).write_text(text)


def check(packages):
    """What mip would refuse is refused here already."""
    names = {package.name for package in packages}
    for package in packages:
        for word in (package.name, package.version):
            if not WORD.fullmatch(word):
                sys.exit("make_index: bad name or version: " + word)
        for name in package.files:
            if not (package.folder / name).is_file() or ".." in name:
                sys.exit("make_index: %s: no such file: %s" %
                         (package.name, name))
        for name in package.needs:
            if name not in names:
                sys.exit("make_index: %s needs %s, which is not here" %
                         (package.name, name))


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    out = pathlib.Path(sys.argv[1])
    lib = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else
                       pathlib.Path(__file__).resolve().parent)
    packages = [Package(manifest.parent)
                for manifest in sorted(lib.glob("*/manifest.py"))]
    check(packages)
    for old in ("package", "file"):
        shutil.rmtree(out / old, ignore_errors=True)
    for package in packages:
        write_package(package, out)
    (out / "index.json").write_text(json.dumps({
        "v": 2,
        "packages": [{
            "name": package.name,
            "version": package.version,
            "description": package.about.get("description", ""),
            "versions": {kind: [package.version] for kind in KINDS},
        } for package in packages],
    }, indent=1))


if __name__ == "__main__":
    main()
