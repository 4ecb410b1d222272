metadata(version="0.0.2", description="names of built-in types")
module("types.py")
