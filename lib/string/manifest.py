metadata(version="0.1.1", description="characters and templates")
module("string.py")
