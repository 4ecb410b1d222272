# SPDX-License-Identifier: MIT
# The simulated board has what MicroPython's firmware for WiFi boards has.
add_library("lib", "../../lib")
include("manifest_wire.py")
module("ssl.py", base_path="../../vm/python")
require("mip")
require("ntptime")
require("requests")
require("umqtt.robust")
require("umqtt.simple")
require("urequests")
