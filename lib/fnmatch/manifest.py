metadata(version="0.6.1", description="file name patterns")
module("fnmatch.py")
