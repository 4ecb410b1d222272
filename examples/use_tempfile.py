# SPDX-License-Identifier: MIT
# A folder for a moment.
import os

import tempfile

with tempfile.TemporaryDirectory() as name:
    open(name + "/file", "w").close()
    print(os.listdir(name))
