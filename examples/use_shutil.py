# SPDX-License-Identifier: MIT
# How full the disk is.
import shutil

usage = shutil.disk_usage("/")
print(usage.total >= usage.free > 0)
