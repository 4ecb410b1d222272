# SPDX-License-Identifier: MIT
# The Python modules that are part of a firmware with room for them.
module("_boot.py")
package("asyncio", base_path="../../vm/python")
