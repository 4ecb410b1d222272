metadata(version="4.1.0", description="dates and times, as CPython's datetime")
module("datetime.py")
