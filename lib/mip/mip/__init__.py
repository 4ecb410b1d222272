# SPDX-License-Identifier: MIT
# Installs packages from an index, or from the URL of a file or package.json.
import os
import sys

import requests

__version__ = "0.4.2"

INDEX = "https://micropython.org/pi/v2"
allowed_mip_url_prefixes = ("http://", "https://", "github:", "gitlab:",
                            "codeberg:")

# prefix -> where the raw files of a repository are: owner, name, branch, path
_HOSTS = {
    "github:": "https://raw.githubusercontent.com/%s/%s/%s/%s",
    "gitlab:": "https://gitlab.com/%s/%s/-/raw/%s/%s",
    "codeberg:": "https://codeberg.org/%s/%s/raw/branch/%s/%s",
}


def _is_url(name):
    return name.startswith(allowed_mip_url_prefixes)


def _rewrite_url(url, branch=None):
    for prefix in _HOSTS:
        if url.startswith(prefix):
            parts = url[len(prefix):].split("/")
            if len(parts) < 2:
                raise ValueError("not a repository: " + url)
            return _HOSTS[prefix] % (parts[0], parts[1], branch or "HEAD",
                                     "/".join(parts[2:]))
    return url


# Makes the folders on the way to a file.
def _ensure_path_exists(path):
    parts = path.split("/")
    for i in range(1, len(parts)):
        folder = "/".join(parts[:i])
        if not folder:
            continue
        try:
            os.stat(folder)
        except OSError:
            os.mkdir(folder)


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


# A file takes its name when all of it is here.
def _download_file(url, path):
    with requests.get(url) as response:
        if response.status_code != 200:
            print("Error", response.status_code, "requesting", url)
            return False
        print("Copying:", path)
        _ensure_path_exists(path)
        partial = path + ".part"
        with open(partial, "wb") as f:
            for data in response.iter_content(512):
                f.write(data)
        try:
            os.remove(path)
        except OSError:
            pass
        os.rename(partial, path)
    return True


def _safe(path):
    if path.startswith("/") or ".." in path.split("/"):
        raise ValueError("bad path: " + path)
    return path


def _fetch_json(url):
    with requests.get(url) as response:
        if response.status_code != 200:
            return None, response.status_code
        return response.json(), 200


def _install_files(package, base, index, target, version):
    for path, short_hash in package.get("hashes", ()):
        place = target + "/" + _safe(path)
        if _check_exists(place, short_hash):
            print("Exists:", place)
            continue
        url = "%s/file/%s/%s" % (index, short_hash[:2], short_hash)
        done = _download_file(url, place)
        if done and not _check_exists(place, short_hash):
            os.remove(place)
            done = False
        if not done:
            print("File not found: {} {}".format(path, short_hash))
            return False
    for path, url in package.get("urls", ()):
        if not _is_url(url):
            url = base.rsplit("/", 1)[0] + "/" + url
        if not _download_file(_rewrite_url(url, version),
                              target + "/" + _safe(path)):
            print("File not found: {} {}".format(path, url))
            return False
    return True


def _install_json(urls, index, target, version, mpy, seen):
    for url in urls:
        package, status = _fetch_json(url)
        if package is not None:
            break
    else:
        print("Package not found:", urls[-1], status)
        return False
    if not _install_files(package, url, index, target, version):
        return False
    for name, wanted in package.get("deps", ()):
        if name not in seen and not _install_package(
                name, index, target, wanted, mpy, seen):
            return False
    return True


# The folder of code this VM loads; the one of sources serves every VM.
def _folders(mpy):
    number = getattr(sys.implementation, "_mpy", 0) & 0xFF
    return ([str(number)] if mpy and number else []) + ["py"]


def _install_package(package, index, target, version, mpy, seen):
    seen.append(package)
    if _is_url(package):
        url = _rewrite_url(package, version)
        if url.endswith((".py", ".mpy")):
            return _download_file(url, target + "/" + url.rsplit("/", 1)[1])
        if not url.endswith(".json"):
            url = url.rstrip("/") + "/package.json"
        print("Installing {} to {}".format(package, target))
        return _install_json([url], index, target, version, mpy, seen)
    version = version or "latest"
    print("Installing {} ({}) from {} to {}".format(
        package, version, index, target))
    urls = ["%s/package/%s/%s/%s.json" % (index, folder, package, version)
            for folder in _folders(mpy)]
    return _install_json(urls, index, target, version, mpy, seen)


def install(package, index=None, target=None, version=None, mpy=True):
    if not target:
        for target in sys.path:
            if target.endswith("/lib"):
                break
        else:
            print("Unable to find lib dir in sys.path")
            return
    done = _install_package(package, (index or INDEX).rstrip("/"),
                            target.rstrip("/"), version, mpy, [])
    print("Done" if done else "Package may be partially installed")
    return done
