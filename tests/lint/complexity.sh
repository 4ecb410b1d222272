#!/bin/sh
# SPDX-License-Identifier: MIT
# Functions: at most 60 lines and cyclomatic complexity 15; exceptions with
# a reason in complexity.allow (path:function reason).
. "$(dirname "$0")/common.sh"
report=$(mktemp)
trap 'rm -f "$report"' EXIT
pmccabe $(find $components -name '*.c') >"$report" 2>/dev/null
awk -v allow=tests/lint/complexity.allow '
BEGIN {
	while ((getline line < allow) > 0) {
		split(line, part, " ")
		if (line !~ /^#/ && part[1] != "") {
			allowed[part[1]] = 1
			if (part[2] == "") {
				print allow ": no reason for " part[1]
				bad++
			}
		}
	}
}
{
	file = $6; sub(/\([0-9]+\):$/, "", file)
	key = file ":" $7
	if (key in allowed) { used[key] = 1; next }
	if ($1 > 15) { print $6 " " $7 ": complexity " $1 " (15)"; bad++ }
	if ($5 > 60) { print $6 " " $7 ": " $5 " lines (60)"; bad++ }
}
END {
	for (key in allowed) if (!(key in used)) {
		print allow ": no such function: " key; bad++
	}
	exit bad > 0
}' "$report" || finish complexity 1
finish complexity 0
