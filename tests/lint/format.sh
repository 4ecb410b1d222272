#!/bin/sh
# SPDX-License-Identifier: MIT
# Every C file is formatted by clang-format 14 with the tree's .clang-format.
. "$(dirname "$0")/common.sh"
tool=${CLANG_FORMAT:-clang-format-14}
command -v "$tool" >/dev/null || { echo "lint: no $tool" >&2; exit 2; }
bad=0
for file in $(c_files) $(header_files); do
	"$tool" --dry-run --Werror "$file" >/dev/null 2>&1 || {
		echo "$file: not formatted (run $tool -i)"
		bad=$((bad + 1))
	}
done
finish format $bad
