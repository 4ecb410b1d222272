# SPDX-License-Identifier: MIT
# A long structure.
from pprint import pprint

pprint({"names": ["sensor-%d" % i for i in range(12)], "rate": 5})
