# SPDX-License-Identifier: MIT
# Says it once.
import warnings

for i in range(3):
    warnings.warn("the battery is low")
print("warned")
