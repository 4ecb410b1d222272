metadata(version="0.0.1", description="modes of files")
module("stat.py")
