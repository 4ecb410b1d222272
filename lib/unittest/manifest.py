metadata(version="0.10.4", description="test cases, as CPython's unittest")
module("unittest.py")
