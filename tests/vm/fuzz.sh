#!/bin/sh
# SPDX-License-Identifier: MIT
# Every fuzz target: its corpus, then random inputs for some seconds each.
seconds=${FUZZ_SECONDS:-2}
bad=0
for target in fuzz_compiler fuzz_deflate fuzz_format fuzz_json fuzz_re fuzz_struct; do
	corpus=${srcdir:-.}/../fuzz/vm/corpus/$target
	if ./$target -help=1 2>&1 | grep -q libFuzzer; then
		scratch=$(mktemp -d) || exit 1
		./$target -max_total_time="$seconds" -max_len=4096 "$scratch" \
		    "$corpus" || bad=1
		rm -rf "$scratch"
	else
		./$target -seconds="$seconds" "$corpus" || bad=1
	fi
done
exit $bad
