metadata(version="0.4.1", description="command lines, as CPython's argparse")
module("argparse.py")
