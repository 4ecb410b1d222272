# SPDX-License-Identifier: MIT
# Prints what a time server says: use_ntptime.py [server [port]]
import sys
import time

import ntptime

if len(sys.argv) > 1:
    ntptime.host = sys.argv[1]
if len(sys.argv) > 2:
    ntptime.port = int(sys.argv[2])
print("%d-%02d-%02d %02d:%02d:%02d" % time.gmtime(ntptime.time())[:6])
