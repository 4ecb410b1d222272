metadata(version="0.8.0", description="the older name of requests")
require("requests")
module("urequests.py")
