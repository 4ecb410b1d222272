# SPDX-License-Identifier: MIT
# A thing with attributes.
from types import FunctionType, SimpleNamespace

config = SimpleNamespace(rate=5, name="board")
print(config, isinstance(lambda: 0, FunctionType))
