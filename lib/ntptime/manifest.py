metadata(version="0.1.1", description="time of day from an NTP server")
module("ntptime.py")
