#!/bin/sh
# SPDX-License-Identifier: MIT
# A .c file has at most 800 lines, a header at most 150.
. "$(dirname "$0")/common.sh"
bad=0
check() { # check LIMIT FILES...
	limit=$1
	shift
	for file in "$@"; do
		lines=$(wc -l <"$file")
		[ "$lines" -le "$limit" ] && continue
		echo "$file: $lines lines ($limit)"
		bad=$((bad + 1))
	done
}
check 800 $(c_files)
check 150 $(header_files)
finish sizes $bad
