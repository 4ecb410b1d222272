# SPDX-License-Identifier: MIT
# The Python modules that are part of upy. A file named here is also listed
# in PYTHON_MODULES of sources.am:
#     module("name.py"); package("name")
add_library("lib", "../../lib")
package("asyncio")
require("mip")
module("ssl.py")
module("uasyncio.py")
