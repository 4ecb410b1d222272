# SPDX-License-Identifier: MIT
# What a module has.
import inspect

import json

print([name for name, _ in inspect.getmembers(json, inspect.isbuiltin)])
