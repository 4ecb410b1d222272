metadata(version="0.4.1", description="tar files")
module("tarfile.py")
