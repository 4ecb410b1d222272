#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs fuzz targets of the current directory: each its corpus, then random
# inputs for some seconds. Usage: fuzz.sh CORPORA TARGET...; the corpus of a
# target is CORPORA/TARGET. FUZZ_SECONDS, FUZZ_SEED, FUZZ_KEEP (a file that
# gets the input that is running) and FUZZ_MAX (bytes of an input) say more.
corpora=$1
shift
seconds=${FUZZ_SECONDS:-2}
bad=0
for target; do
	if ./"$target" -help=1 2>&1 | grep -q libFuzzer; then
		scratch=$(mktemp -d) || exit 1
		./"$target" -max_total_time="$seconds" \
		    -max_len="${FUZZ_MAX:-4096}" "$scratch" \
		    "$corpora/$target" || bad=1
		rm -rf "$scratch"
	else
		./"$target" -seconds="$seconds" -seed="${FUZZ_SEED:-1}" \
		    ${FUZZ_KEEP:+-keep="$FUZZ_KEEP"} "$corpora/$target" ||
		    bad=1
	fi
done
exit $bad
