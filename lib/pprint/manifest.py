metadata(version="0.2.0", description="nested data, one item a line")
module("pprint.py")
