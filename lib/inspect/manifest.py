metadata(version="0.2.0", description="what an object is")
module("inspect.py")
