# SPDX-License-Identifier: MIT
# The module collections with what is added in Python.
from ucollections import *

from .defaultdict import defaultdict
