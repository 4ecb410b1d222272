# SPDX-License-Identifier: MIT
# SystemExit gives the exit status.
import sys
try:
    sys.exit()
except SystemExit as e:
    print('caught', e.args)
try:
    sys.exit('text')
except SystemExit as e:
    print('caught', e.args)
try:
    print('finally follows')
    sys.exit(7)
finally:
    print('cleanup')
