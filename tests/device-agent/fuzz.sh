#!/bin/sh
# SPDX-License-Identifier: MIT
# The agent's fuzz target: its corpus, then random inputs for some seconds.
seconds=${FUZZ_SECONDS:-2}
corpus=${srcdir:-.}/../fuzz/device-agent/corpus/fuzz_agent
if ./fuzz_agent -help=1 2>&1 | grep -q libFuzzer; then
	scratch=$(mktemp -d) || exit 1
	trap 'rm -rf "$scratch"' EXIT
	./fuzz_agent -max_total_time="$seconds" -max_len=4096 "$scratch" \
	    "$corpus"
else
	./fuzz_agent -seconds="$seconds" "$corpus"
fi
