# SPDX-License-Identifier: MIT
# The Python modules of boards that have lights and sensors on single wires.
module("_boot.py")
package("asyncio", base_path="../../vm/python")
module("apa106.py")
module("dht.py")
module("ds18x20.py")
module("neopixel.py")
module("onewire.py")
