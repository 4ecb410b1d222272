metadata(version="0.1.0", description="calls at intervals and times of day")
module("scheduler.py")
