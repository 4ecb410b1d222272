# SPDX-License-Identifier: MIT
# Grades by points.
from bisect import bisect

print([("E", "D", "C", "B", "A")[bisect((50, 60, 70, 80), points)]
       for points in (33, 50, 77, 100)])
