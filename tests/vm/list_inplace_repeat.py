# SPDX-License-Identifier: MIT
# In-place repetition changes the list itself.
l = k = [1, 2]
l *= 2
print(k, l is k)
k *= 0
print(l)
l = [[]] * 3
l[0].append(1)
print(l)
