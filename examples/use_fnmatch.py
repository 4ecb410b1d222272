# SPDX-License-Identifier: MIT
# Chooses files by name.
import fnmatch

print(fnmatch.filter(["boot.py", "main.py", "data.csv"], "*.py"))
