# SPDX-License-Identifier: MIT
# Installs a library: use_mip.py http://server:port name folder
import sys

import mip

mip.install(sys.argv[2], index=sys.argv[1], target=sys.argv[3])
