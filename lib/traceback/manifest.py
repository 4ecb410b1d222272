metadata(version="0.3.0", description="prints exceptions")
module("traceback.py")
