# SPDX-License-Identifier: MIT
# The Python modules that are part of every firmware.
module("_boot.py")
