# SPDX-License-Identifier: MIT
# Folders and files.
import os
import stat

mode = os.stat("/")[0]
print(stat.S_ISDIR(mode), stat.S_ISREG(mode))
