# SPDX-License-Identifier: MIT
# help() on objects.
help(5)
class A:
    x = 1
help(None)
