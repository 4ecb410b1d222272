# SPDX-License-Identifier: MIT
# A copy that shares nothing.
import copy

settings = {"wifi": ["home"], "rate": 5}
mine = copy.deepcopy(settings)
mine["wifi"].append("work")
print(settings, mine)
