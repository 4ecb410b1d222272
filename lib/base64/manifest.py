metadata(version="3.3.6", description="base64, base32, base16")
module("base64.py")
