# SPDX-License-Identifier: MIT
# The Python modules that are part of upy. A file named here is also listed
# in PYTHON_MODULES of sources.am:
#     module("name.py"); package("name")
package("asyncio")
module("ssl.py")
module("uasyncio.py")
