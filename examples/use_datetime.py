# SPDX-License-Identifier: MIT
# How long until the end of the century?
from datetime import date, datetime, timedelta, timezone

start = datetime(2026, 11, 21, 15, 13, tzinfo=timezone.utc)
print(start.isoformat(), start.strftime("%A %d %B"))
print(start.astimezone(timezone(timedelta(hours=5, minutes=30))))
print((date(2101, 1, 1) - start.date()).days, "days")
