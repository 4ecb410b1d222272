#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The package index that the gateway serves below /mip: what is in it, and
mip of upy and the stock mpremote installing from it."""
import hashlib
import http.client
import json
import os
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "lib"))
from rig import BUILD, Rig, check, run, wait_until  # noqa: E402
from stock_tools import BARE, CLIENTS, stock_tools  # noqa: E402

PATIENCE = 120
LIBRARY = os.path.join(HERE, "..", "..", "lib")


class Index(Rig):
    """A gateway, and what its index answers."""

    @property
    def url(self):
        return f"http://{self.http}/mip"

    def get(self, path, method="GET"):
        connection = http.client.HTTPConnection(self.http, timeout=PATIENCE)
        connection.request(method, path)
        response = connection.getresponse()
        body = response.read()
        connection.close()
        return response.status, response.headers, body

    def get_json(self, path):
        status, headers, body = self.get("/mip/" + path)
        check(status == 200, f"{path}: {status}")
        check(headers["Content-Type"] == "application/json", path)
        return json.loads(body)


def every_package_is_whole():
    with Index() as gateway:
        gateway.start_gateway()
        index = gateway.get_json("index.json")
        check(index["v"] == 2, "version of the index")
        names = {package["name"]: package for package in index["packages"]}
        folders = {name for name in os.listdir(LIBRARY) if os.path.exists(
            os.path.join(LIBRARY, name, "manifest.py"))}
        check(set(names) == folders, f"{set(names) ^ folders}")
        for name, package in names.items():
            for kind, versions in package["versions"].items():
                check(versions == [package["version"]], name)
                place = f"package/{kind}/{name}/"
                latest = gateway.get_json(place + "latest.json")
                check(latest["v"] == 1 and latest["hashes"], name)
                check(latest["version"] == package["version"], name)
                check(gateway.get_json(place + versions[0] + ".json") ==
                      latest, "the version by its name")
                check(all(need in names for need, _ in latest["deps"]), name)
        for path, digest in latest["hashes"]:
            status, headers, body = gateway.get(
                f"/mip/file/{digest[:2]}/{digest}")
            check(status == 200, path)
            check(headers["Content-Type"] == "application/octet-stream",
                  path)
            check(hashlib.sha256(body).hexdigest().startswith(digest), path)
        for path in ("/mip", "/mip/", "/mip/file", "/mip/file/00/none",
                     "/mip/../index.html", "/mip/%2e%2e/index.html",
                     "/mip/package/py/logging/0.json",
                     "/mip/package/py/..%2f..%2fx/latest.json"):
            status, _, _ = gateway.get(path)
            check(status in (400, 404), f"{path}: {status}")
        check(gateway.get("/mip/index.json", "PUT")[0] >= 400, "PUT")


def upy_installs():
    with Index() as gateway:
        gateway.start_gateway()

        def upy(*args):
            done = subprocess.run(
                [gateway.program("upy"), *args], cwd=gateway.dir,
                timeout=PATIENCE, check=False, capture_output=True, text=True)
            return done.stdout + done.stderr, done.returncode

        out, status = upy("-m", "mip", "install", "--index", gateway.url,
                          "--target", "lib", "logging", "umqtt.robust")
        check(status == 0, out)
        out, status = upy("-c", "import sys; sys.path.append('lib')\n"
                          "import logging, umqtt.robust, umqtt.simple\n"
                          "logging.basicConfig(stream=sys.stdout)\n"
                          "logging.warning('from the gateway')\n")
        check(out == "WARNING:root:from the gateway\n", out)
        for name in ("no-such-package", "logging@0.0.1", "../logging"):
            out, status = upy("-m", "mip", "install", "--index", gateway.url,
                              "--target", "other", name)
            check(status == 1, f"{name}: {out}")
            check("not found" in out or "bad package name" in out, out)
        check(not os.path.exists(gateway.path("other")), "nothing is left")


def a_board_installs():
    """By its own sockets, to its own files."""
    with Index() as gateway:
        gateway.start_gateway()
        gateway.start_board("a")
        gateway.adopt("a")
        result = gateway.ctl("exec", "a", "import mip; mip.install("
                             f"'logging', index='{gateway.url}'); "
                             "import logging; print(logging.INFO)")
        check(result.status == 0 and result.out.endswith("20\n"),
              repr(result))


def mpremote_installs():
    tools = stock_tools(BUILD, CLIENTS, BARE)
    if tools is None:
        print("# mpremote is not to be had: not run")
        return
    with Index() as gateway:
        gateway.start_gateway()
        gateway.start_board("own", link="line")  # not a port of the gateway
        line = gateway.path("line")
        wait_until(lambda: os.path.exists(line), "the board's line")

        def mpremote(*args):
            until = time.monotonic() + PATIENCE
            while True:
                done = subprocess.run(
                    [os.path.join(tools, "mpremote"), "connect", line, *args],
                    timeout=PATIENCE, check=False, capture_output=True,
                    text=True)
                out = done.stdout.replace("\r\n", "\n") + done.stderr
                if "failed to access" not in out or \
                        time.monotonic() > until:
                    return out, done.returncode

        out, status = mpremote("mip", "install", "--index", gateway.url,
                               "logging", "umqtt.robust")
        check(status == 0, out)
        out, status = mpremote(
            "exec", "import logging, umqtt.robust; print(logging.INFO)")
        check((out, status) == ("20\n", 0), out)
        out, status = mpremote("mip", "install", "--index", gateway.url,
                               "no-such-package")
        check(status != 0 and "no-such-package" in out, out)


if __name__ == "__main__":
    run(every_package_is_whole, upy_installs, a_board_installs, mpremote_installs)
