metadata(version="1.0.1", description="gzip files")
module("gzip.py")
