metadata(version="1.3.0", description="four digit LED displays with a TM1637")
module("tm1637.py")
