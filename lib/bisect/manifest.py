metadata(version="3.4.1", description="positions in sorted lists")
module("bisect.py")
