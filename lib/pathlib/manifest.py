metadata(version="0.0.1", description="paths as objects")
require("fnmatch")
require("os-path")
module("pathlib.py")
