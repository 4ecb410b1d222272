#!/bin/sh
# SPDX-License-Identifier: MIT
# The manifest parser: its corpus, then random inputs for some seconds.
seconds=${FUZZ_SECONDS:-2}
corpus=${srcdir:-.}/../fuzz/boot/corpus/fuzz_manifest
if ./fuzz_manifest -help=1 2>&1 | grep -q libFuzzer; then
	scratch=$(mktemp -d) || exit 1
	trap 'rm -rf "$scratch"' EXIT
	./fuzz_manifest -max_total_time="$seconds" -max_len=512 "$scratch" \
	    "$corpus"
else
	./fuzz_manifest -seconds="$seconds" "$corpus"
fi
