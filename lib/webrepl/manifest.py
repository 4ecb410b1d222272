metadata(version="1.0.0", description="prompt and files over a web socket")
module("webrepl.py")
