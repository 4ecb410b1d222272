# SPDX-License-Identifier: MIT
# Pairs, groups and combinations.
import itertools

print(list(itertools.pairwise("abcd")))
print([(k, len(list(g))) for k, g in itertools.groupby("aaabbc")])
print(list(itertools.combinations("abc", 2)))
