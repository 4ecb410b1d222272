#!/bin/sh
# SPDX-License-Identifier: MIT
# The fuzz targets of the VM, or FUZZ_TARGETS of them. The corpus of images
# is made here, of what is kept and the small programs in this directory,
# since images are those of one instruction set.
here=${srcdir:-.}
corpora=$here/../fuzz/vm/corpus
targets=${FUZZ_TARGETS:-fuzz_codec fuzz_compiler fuzz_deflate fuzz_format fuzz_image
    fuzz_json fuzz_number fuzz_re fuzz_repl fuzz_rom fuzz_struct
    fuzz_tls fuzz_volume fuzz_websocket}
made=$(mktemp -d) || exit 1
trap 'rm -rf "$made"' EXIT
mkdir "$made/fuzz_image" &&
    cp "$corpora"/fuzz_image/* "$made/fuzz_image" || exit 1
for program in "$here"/*_*.py; do
	image=$made/fuzz_image/$(basename "$program" .py).mpy
	"${UPY_CROSS:-upy-cross}" -s p.py -o "$image" "$program" || exit 1
	[ "$(wc -c <"$image")" -le 4096 ] || rm "$image"
done
for target in $targets; do
	[ "$target" = fuzz_image ] || ln -s "$(cd "$corpora" && pwd)/$target" \
	    "$made/$target" || exit 1
done
"$here/../lib/fuzz.sh" "$made" $targets
