metadata(version="0.2.3", description="iterators, as CPython's itertools")
module("itertools.py")
