# SPDX-License-Identifier: MIT
# Installs packages from an index, or from the URL of a file or package.json.
import os
import sys

import requests

__version__ = "0.5.0"

INDEX = "https://micropython.org/pi/v2"
allowed_mip_url_prefixes = ("http://", "https://", "github:", "gitlab:",
                            "codeberg:")

# prefix -> where the raw files of a repository are: owner, name, branch, path
_HOSTS = {
    "github:": "https://raw.githubusercontent.com/%s/%s/%s/%s",
    "gitlab:": "https://gitlab.com/%s/%s/-/raw/%s/%s",
    "codeberg:": "https://codeberg.org/%s/%s/raw/branch/%s/%s",
}

_PART = ".part"
_HEX = "0123456789abcdef"
_WORD = (_HEX + "ghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-_+")


def _is_url(name):
    return isinstance(name, str) and name.startswith(allowed_mip_url_prefixes)


def _rewrite_url(url, branch=None):
    for prefix in _HOSTS:
        if url.startswith(prefix):
            parts = url[len(prefix):].split("/")
            if len(parts) < 2:
                raise ValueError("not a repository: " + url)
            return _HOSTS[prefix] % (parts[0], parts[1], branch or "HEAD",
                                     "/".join(parts[2:]))
    return url


# Makes the folders on the way to a file; those that were not there are added
# to the list.
def _ensure_path_exists(path, made):
    parts = path.split("/")
    for i in range(1, len(parts)):
        folder = "/".join(parts[:i])
        if not folder:
            continue
        try:
            os.stat(folder)
        except OSError:
            os.mkdir(folder)
            made.append(folder)


# Whether the file is there with these contents: the first bytes of their
# SHA-256, in hex.
def _check_exists(path, short_hash):
    import hashlib

    digest = hashlib.sha256()
    try:
        with open(path, "rb") as f:
            while True:
                data = f.read(1024)
                if not data:
                    break
                digest.update(data)
    except OSError:
        return False
    return digest.digest()[:len(short_hash) // 2].hex() == short_hash


# What is asked for cannot be installed; its text says why.
class _Refused(Exception):
    pass


# A path under the target: no way out of it, and nothing that is no name.
def _safe_path(path):
    if not isinstance(path, str) or not path or "\\" in path or any(
            part in ("", ".", "..") for part in path.split("/")):
        raise ValueError("bad path: %s" % path)
    return path


# A name, version or hash that becomes part of a URL of the index.
def _safe_word(what, word, letters=_WORD):
    if not isinstance(word, str) or word[:1] in ("", ".") or any(
            c not in letters for c in word):
        raise ValueError("bad %s: %s" % (what, word))
    return word


def _fetch_json(urls):
    for url in urls:
        with requests.get(url) as response:
            if response.status_code != 200:
                continue
            try:
                package = response.json()
            except (ValueError, UnicodeError):
                package = None
            if not isinstance(package, dict):
                raise _Refused("Not a package: " + url)
            return package, url
    raise _Refused("Package not found: %s %d" % (url, response.status_code))


def _pairs(package, key):
    found = package.get(key, ())
    for pair in found if isinstance(found, (list, tuple)) else (None,):
        if not isinstance(pair, (list, tuple)) or len(pair) != 2:
            raise ValueError("bad %s in the package" % key)
        yield pair


# One install(): what to fetch is known and checked before anything is
# fetched, and everything is here before anything changes.
class _Job:
    def __init__(self, index, target, mpy):
        self.index = index
        self.target = target
        self.mpy = mpy
        self.seen = []
        self.files = []  # path in the target, URL, hash or None
        self.fetched = []
        self.folders = []

    def add_json(self, urls, version):
        package, base = _fetch_json(urls)
        base = base.rsplit("/", 1)[0] + "/"
        for path, digest in _pairs(package, "hashes"):
            _safe_word("hash", digest, _HEX)
            if len(digest) < 8 or len(digest) & 1:
                raise ValueError("bad hash: " + digest)
            self.files.append((_safe_path(path), "%s/file/%s/%s" % (
                self.index, digest[:2], digest), digest))
        for path, url in _pairs(package, "urls"):
            url = url if _is_url(url) else base + url
            self.files.append((_safe_path(path), _rewrite_url(url, version),
                               None))
        for name, wanted in _pairs(package, "deps"):
            if name not in self.seen:
                self.add(name, wanted)

    def add(self, package, version):
        self.seen.append(package)
        if _is_url(package):
            url = _rewrite_url(package, version)
            if url.endswith((".py", ".mpy")):
                self.files.append((_safe_path(url.rsplit("/", 1)[1]), url,
                                   None))
                return
            if not url.endswith(".json"):
                url = url.rstrip("/") + "/package.json"
            print("Installing {} to {}".format(package, self.target))
            self.add_json([url], version)
            return
        _safe_word("package name", package)
        version = _safe_word("version", version or "latest")
        print("Installing {} ({}) from {} to {}".format(
            package, version, self.index, self.target))
        self.add_json(["%s/package/%s/%s/%s.json" % (
            self.index, folder, package, version)
            for folder in _folders(self.mpy)], version)

    def fetch(self):
        for path, url, digest in self.files:
            place = self.target + "/" + path
            if digest and _check_exists(place, digest):
                print("Exists:", place)
                continue
            print("Copying:", place)
            _ensure_path_exists(place, self.folders)
            if place not in self.fetched:
                self.fetched.append(place)
            with requests.get(url) as response:
                if response.status_code != 200:
                    raise _Refused("File not found: %s %d" % (
                        url, response.status_code))
                with open(place + _PART, "wb") as f:
                    for data in response.iter_content(512):
                        f.write(data)
            if digest and not _check_exists(place + _PART, digest):
                raise _Refused("Not what its hash says: " + url)

    # The files take their names.
    def finish(self):
        for place in self.fetched:
            try:
                os.rename(place + _PART, place)
            except OSError:
                os.remove(place)  # FAT keeps what has the name
                os.rename(place + _PART, place)

    def forget(self):
        for remove, names in (
                (os.remove, [place + _PART for place in self.fetched]),
                (os.rmdir, self.folders[::-1])):
            for name in names:
                try:
                    remove(name)
                except OSError:
                    pass


# The folder of code this VM loads; the one of sources serves every VM.
def _folders(mpy):
    number = getattr(sys.implementation, "_mpy", 0) & 0xFF
    return ([str(number)] if mpy and number else []) + ["py"]


def install(package, index=None, target=None, version=None, mpy=True):
    if not target:
        for target in sys.path:
            if target.endswith("/lib"):
                break
        else:
            print("Unable to find lib dir in sys.path")
            return
    job = _Job((index or INDEX).rstrip("/"), target.rstrip("/"), mpy)
    try:
        job.add(package, version)
        job.fetch()
    except BaseException as e:
        job.forget()
        if not isinstance(e, _Refused):
            raise
        print(e)
        print("Package not installed, nothing is changed")
        return False
    job.finish()
    print("Done")
    return True
