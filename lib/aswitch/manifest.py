metadata(version="0.1.0", description="switches and buttons for asyncio")
module("aswitch.py")
