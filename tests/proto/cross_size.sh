#!/bin/sh
# SPDX-License-Identifier: MIT
# Compiles the library unchanged for two microcontrollers, links it into a
# board of the 256/1024 tier (board_size.c), prints code and RAM, and fails
# above the limits. Code is all that the linker keeps of proto/, constants and
# compiler helpers included; the board's own functions and libc are not, and
# stay out of the link-time optimisation, so that nothing of what they ask for
# can be optimised away with them. The flags are those of proto/README.md.
RAM_LIMIT=2252 # 2.2 KiB
CODE_LIMIT=8192
SMALL="-DPROTO_BOARD_ONLY -Os -ffunction-sections -fdata-sections
    -fno-inline-functions-called-once -fno-guess-branch-probability
    -fno-ipa-sra"
here=${srcdir:-$(dirname "$0")}
proto=$here/../../proto
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
bad=0
missing=0

# Sum of the kept .text and .rodata of proto/ and libgcc in a linker map.
code_size()
{
	awk '
	/^Linker script and memory map/ { on = 1 }
	on && $1 ~ /^\.(text|rodata|srodata)/ {
		name = $1; rest = $0
		if (NF == 1) { getline; rest = name " " $0 }
		n = split(rest, f, " ")
		if (n == 4 && f[2] !~ /^0x0*$/ &&
		    f[4] !~ /(board_size|libc)\.o$/)
			print f[3]
	}' "$1" | while read -r size; do echo $((size)); done |
	    awk '{ total += $1 } END { print total + 0 }'
}

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
	objects=
	for file in "$proto"/*.c "$here"/board_size.c "$here"/cross/libc.c; do
		case $file in
		*/crc32c_table.c|*/command.c|*/status.c) continue ;;
		*/gateway.c|*/transfer_start.c) continue ;;
		esac
		object=$work/$(basename "$file" .c).o
		case $file in
		*/board_size.c|*/libc.c) lto=-fno-lto ;;
		*) lto=-flto ;;
		esac
		# shellcheck disable=SC2086
		"$cc" "$@" $SMALL $lto -std=c11 -ffreestanding -Wall -Wextra -Werror \
		    -isystem "$here/cross" -I"$proto" -c "$file" \
		    -o "$object" || exit 1
		objects="$objects $object"
	done
	# shellcheck disable=SC2086
	"$cc" "$@" $SMALL -flto -flto-partition=one -nostdlib \
	    -Wl,--gc-sections -Wl,-e,board_start \
	    -Wl,-u,board_step -Wl,-u,board_use -Wl,-Map="$work/map" \
	    $objects -lgcc -o "$work/elf" || exit 1
	code=$(code_size "$work/map")
	ram=$("${cc%gcc}nm" -S -t d "$work/elf" |
	    awk '$4 == "board_link" { print $2 + 0 }')
	echo "$name: code $code bytes (limit $CODE_LIMIT)," \
	    "RAM $ram bytes (limit $RAM_LIMIT)"
	if [ "$code" -lt 4096 ] || [ "$code" -gt $CODE_LIMIT ] ||
	    [ "$ram" -gt "$RAM_LIMIT" ]; then
		bad=1
	fi
}

measure cortex-m3 "${ARM_CC:-arm-none-eabi-gcc}" -mcpu=cortex-m3 -mthumb
measure rv32imac "${RISCV_CC:-riscv64-unknown-elf-gcc}" \
    -march=rv32imac -mabi=ilp32 -misa-spec=2.2 -msave-restore
[ $bad -eq 0 ] || exit 1
if [ $missing -ne 0 ]; then
	[ -z "$CI" ] || exit 1
	exit 77
fi
