#!/bin/sh
# SPDX-License-Identifier: MIT
# The fuzz targets of web and fleet: corpus, then random inputs for a while.
seconds=${FUZZ_SECONDS:-1}
bad=0
for target in fuzz_http_target fuzz_api_json fuzz_board_map fuzz_mqtt_topic; do
	corpus=${srcdir:-.}/../fuzz/daemon/corpus/$target
	if ./$target -help=1 2>&1 | grep -q libFuzzer; then
		scratch=$(mktemp -d) || exit 1
		./$target -max_total_time="$seconds" -max_len=4096 \
		    "$scratch" "$corpus" || bad=1
		rm -rf "$scratch"
	else
		./$target -seconds="$seconds" "$corpus" || bad=1
	fi
done
exit $bad
