metadata(version="3.4.2", description="context managers")
module("contextlib.py")
