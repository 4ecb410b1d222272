# Installs a library: example.py http://server:port name folder
import sys

import mip

mip.install(sys.argv[2], index=sys.argv[1], target=sys.argv[3])
