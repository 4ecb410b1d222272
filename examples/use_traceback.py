# SPDX-License-Identifier: MIT
# Where an exception came from.
import traceback

try:
    [][1]
except IndexError as e:
    print("".join(traceback.format_exception(e)).splitlines()[-1])
