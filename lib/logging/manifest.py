metadata(version="0.6.2", description="log messages with levels and handlers")
module("logging.py")
