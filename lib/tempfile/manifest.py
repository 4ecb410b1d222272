metadata(version="0.0.1", description="temporary folders")
require("shutil")
module("tempfile.py")
