#!/bin/sh
# SPDX-License-Identifier: MIT
# First line SPDX; no dead code; no unowned TODO; guards named by the file.
. "$(dirname "$0")/common.sh"
bad=0
say() {
	echo "$1"
	bad=$((bad + 1))
}
for file in $(c_files) $(header_files) $(find $components -name '*.def'); do
	head -n 1 "$file" | grep -q 'SPDX-License-Identifier: MIT' ||
	    say "$file: first line is not the SPDX line"
	! grep -nE '^[[:space:]]*#[[:space:]]*if[[:space:]]+0' "$file" ||
	    say "$file: #if 0"
	! grep -nE '\<(TODO|FIXME|XXX)\>($|[^(])' "$file" ||
	    say "$file: TODO without an issue number"
done
for file in $(header_files); do
	guard=$(basename "$file" | tr 'a-z.-' 'A-Z__')
	grep -qE "^#ifndef ([A-Z0-9_]+_)?$guard\$" "$file" ||
	    say "$file: include guard does not end in $guard"
done
finish text $bad
