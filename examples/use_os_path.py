# SPDX-License-Identifier: MIT
# Paths of files.
import os

print(os.path.join("lib", "umqtt", "simple.py"))
print(os.path.splitext("boot.py"), os.path.normpath("a/./b/../c"))
