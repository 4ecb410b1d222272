# SPDX-License-Identifier: MIT
# Files of this folder.
from pathlib import Path

here = Path(".")
print((here / "lib" / "boot.py").with_suffix(".mpy"), here.is_dir())
