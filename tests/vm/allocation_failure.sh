#!/bin/sh
# SPDX-License-Identifier: MIT
# Every program of this directory with allocations that fail, a few places
# each; ALLOCATION_FAILURES=N in the environment tries up to N places.
exec ./allocation_failure_test "${srcdir:-.}"/*_*.py
