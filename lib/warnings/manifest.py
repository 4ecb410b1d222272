metadata(version="0.1.1", description="warnings on the standard error stream")
module("warnings.py")
