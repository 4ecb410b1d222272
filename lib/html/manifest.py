metadata(version="3.3.4", description="text in HTML")
module("html.py")
