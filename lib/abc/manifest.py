metadata(version="0.1.0", description="abstract base classes, not enforced")
module("abc.py")
