metadata(version="3.3.4", description="shallow and deep copies")
module("copy.py")
