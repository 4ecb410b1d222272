#!/bin/sh
# SPDX-License-Identifier: MIT
# The fuzz targets of the board: corpus, then random inputs for some seconds.
seconds=${FUZZ_SECONDS:-2}
corpora=${srcdir:-.}/../fuzz/device-agent/corpus
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
for target in fuzz_agent fuzz_rom; do
	if ./$target -help=1 2>&1 | grep -q libFuzzer; then
		./$target -max_total_time="$seconds" -max_len=4096 "$scratch" \
		    "$corpora/$target" || exit 1
	else
		./$target -seconds="$seconds" "$corpora/$target" || exit 1
	fi
done
