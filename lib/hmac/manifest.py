metadata(version="3.4.4", description="keyed hashes")
module("hmac.py")
