# SPDX-License-Identifier: MIT
# Counts letters.
from collections import defaultdict

counts = defaultdict(int)
for letter in "micropython":
    counts[letter] += 1
print(sorted(counts.items()))
