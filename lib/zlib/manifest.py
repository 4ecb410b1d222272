metadata(version="1.0.1", description="zlib's formats")
module("zlib.py")
