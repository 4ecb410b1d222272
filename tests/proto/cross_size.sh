#!/bin/sh
# SPDX-License-Identifier: MIT
# Compiles the library unchanged for two microcontrollers, links it into a
# board of the 256/1024 tier, and holds code and RAM against their limits.
CODE_LIMIT=8192
RAM_LIMIT=2252 # 2.2 KiB
here=${srcdir:-$(dirname "$0")}
proto=$here/../../proto
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
bad=0
missing=0

# name, compiler, flags
measure()
{
	name=$1 cc=$2
	shift 2
	if ! command -v "$cc" >/dev/null 2>&1; then
		echo "$name: no $cc"
		missing=1
		return
	fi
	tools=${cc%gcc}
	objects=
	total=0
	for file in "$proto"/*.c "$here/board_size.c" "$here/cross/libc.c"; do
		case $file in
		*/crc32c_table.c|*/command.c|*/status.c) continue ;;
		esac
		object=$work/$name-$(basename "$file" .c).o
		"$cc" "$@" -std=c11 -Os -ffreestanding -ffunction-sections \
		    -fdata-sections -Wall -Wextra -Werror \
		    -isystem "$here/cross" -I"$proto" -c "$file" \
		    -o "$object" || exit 1
		objects="$objects $object"
	done
	keep=
	for symbol in board_start board_step board_use; do
		keep="$keep -Wl,-u,$symbol"
	done
	# shellcheck disable=SC2086
	"$cc" "$@" -nostdlib -Wl,--gc-sections -Wl,-e,board_start $keep \
	    -Wl,-Map="$work/$name.map" $objects -lgcc \
	    -o "$work/$name.elf" || exit 1
	"${tools}nm" -S --size-sort -t d "$work/$name.elf" >"$work/$name.nm"
	code=$(sum "$work/$name.nm" 'tTrR' '^(proto_|board_)' no)
	ram=$(awk '$4 == "board_link" { print $2 + 0 }' "$work/$name.nm")
	echo "$name: code $code bytes (limit $CODE_LIMIT)," \
	    "RAM $ram bytes (limit $RAM_LIMIT)"
	[ "$code" -le "$CODE_LIMIT" ] && [ "$ram" -le "$RAM_LIMIT" ] || bad=1
}
