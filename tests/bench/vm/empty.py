# SPDX-License-Identifier: MIT
"""Nothing: what starting and stopping costs."""
