#!/bin/sh
# SPDX-License-Identifier: MIT
# Every program of this directory with allocations that fail, a few places
# each, and images of some of them; ALLOCATION_FAILURES=N in the environment
# tries up to N places, ALLOCATION_FAILURES=all every place.
here=${srcdir:-.}
images=$(mktemp -d) || exit 1
trap 'rm -rf "$images"' EXIT
for name in class_descriptor closure_scope compiler_functions \
    exception_chain generator_basic int_arithmetic program_sensor \
    str_split unpack_assign with_basic; do
	"${UPY_CROSS:-upy-cross}" -o "$images/$name.mpy" "$here/$name.py" ||
	    exit 1
done
./allocation_failure_test "$here"/*_*.py "$images"/*.mpy
