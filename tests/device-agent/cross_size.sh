#!/bin/sh
# SPDX-License-Identifier: MIT
# Compiles the agent unchanged for two microcontrollers with the sizes of
# ports/template, and prints its code (without interpreter, protocol library
# and littlefs). Fails when it does not compile, or grew out of proportion.
CODE_LIMIT=55296
here=${srcdir:-$(dirname "$0")}
top=$here/../..
agent=$top/device-agent
littlefs=${LITTLEFS:-../../device-agent/third_party/littlefs}
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
	rm -f "$work"/*.o
	for file in "$agent"/core/*.c "$agent"/commands/*.c \
	    "$agent"/modules/*.c "$agent"/ports/template/*.c; do
		"$cc" "$@" -std=gnu11 -Os -ffreestanding -ffunction-sections \
		    -fdata-sections -Wall -Wextra -Werror \
		    -isystem "$here/cross" -isystem "$littlefs" \
		    -DLFS_NO_MALLOC -DLFS_NO_DEBUG -DLFS_NO_WARN \
		    -DLFS_NO_ERROR -I"$top" -I"$top/vm" -I"$agent" \
		    -I"$agent/core" -I"$agent/commands" -I"$agent/modules" \
		    -I"$agent/ports/template" -c "$file" \
		    -o "$work/$(basename "$file" .c).o" || bad=1
	done
	rm -f "$work/port.o"
	code=$("${cc%gcc}size" -t "$work"/*.o |
	    awk 'END { print $1 + $2 }')
	echo "$name: agent $code bytes of code and constants"
	[ "$code" -le "$CODE_LIMIT" ] || bad=1
}

[ -f "$littlefs/lfs.h" ] || { echo "no littlefs: build first"; exit 77; }
measure cortex-m3 "${ARM_CC:-arm-none-eabi-gcc}" -mcpu=cortex-m3 -mthumb
measure rv32imc "${RISCV_CC:-riscv64-unknown-elf-gcc}" -march=rv32imc \
    -mabi=ilp32
[ $bad -eq 0 ] || exit 1
[ $missing -eq 0 ] || exit 77
