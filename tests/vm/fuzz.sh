#!/bin/sh
# SPDX-License-Identifier: MIT
# Every fuzz target: its corpus, then random inputs for some seconds each.
# The corpus of images is made here, of the small programs in this directory,
# since images are those of one instruction set.
seconds=${FUZZ_SECONDS:-2}
here=${srcdir:-.}
bad=0
images=$(mktemp -d) || exit 1
trap 'rm -rf "$images"' EXIT
for program in "$here"/*_*.py; do
	image=$images/$(basename "$program" .py).mpy
	"${UPY_CROSS:-upy-cross}" -s p.py -o "$image" "$program" || exit 1
	[ "$(wc -c <"$image")" -le 4096 ] || rm "$image"
done
for target in ${FUZZ_TARGETS:-fuzz_compiler fuzz_deflate fuzz_format fuzz_image \
    fuzz_json fuzz_number fuzz_re fuzz_repl fuzz_struct}; do
	corpus=$here/../fuzz/vm/corpus/$target
	[ "$target" != fuzz_image ] || corpus=$images
	if ./$target -help=1 2>&1 | grep -q libFuzzer; then
		scratch=$(mktemp -d) || exit 1
		./$target -max_total_time="$seconds" -max_len=4096 "$scratch" \
		    "$corpus" || bad=1
		rm -rf "$scratch"
	else
		./$target -seconds="$seconds" -seed="${FUZZ_SEED:-1}" \
		    ${FUZZ_KEEP:+-keep="$FUZZ_KEEP"} \
		    "$corpus" || bad=1
	fi
done
exit $bad
