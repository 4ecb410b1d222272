#!/bin/sh
# SPDX-License-Identifier: MIT
# Compiles the VM for Cortex-M3 and RV32 and prints its size by component.
# Proves that it builds freestanding with 32-bit words. Skips (77) without
# a cross compiler.
set -u
src=${srcdir:-$(dirname "$0")}/../../vm
cross=${srcdir:-$(dirname "$0")}/cross
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
tried=0
failed=0

build() { # name, compiler, flags...
	name=$1
	cc=$2
	shift 2
	command -v "$cc" >/dev/null 2>&1 || return 0
	tried=1
	mkdir -p "$out/$name"
	for file in "$src"/runtime/*.c "$src"/object/*.c "$src"/modules/*.c \
	    "$src"/compiler/*.c; do
		object=$out/$name/$(basename "$(dirname "$file")")_$(basename "$file" .c).o
		opt=-Os
		case $file in
		*/interp.c) opt="-O2 -fno-gcse" ;;
		esac
		# shellcheck disable=SC2086
		if ! "$cc" "$@" $opt -std=gnu11 -ffreestanding -Wall -Wextra \
		    -Wconversion -ffunction-sections -fdata-sections \
		    -isystem "$cross" -I"$src" -c "$file" -o "$object"; then
			failed=1
		fi
	done
	for part in runtime object modules compiler; do
		set -- "$out/$name/$part"_*.o
		printf '%s %-10s ' "$name" "$part"
		"${cc%gcc}size" -t "$@" | awk 'END { print "text", $1, "data", $2, "bss", $3 }'
	done
	printf '%s %-10s ' "$name" total
	"${cc%gcc}size" -t "$out/$name"/*.o |
	    awk 'END { print "text", $1, "data", $2, "bss", $3; exit $2 + $3 > 0 }' ||
	    { echo "the VM must not have writable globals"; failed=1; }
}

build cortex-m3 arm-none-eabi-gcc -mcpu=cortex-m3 -mthumb
build rv32 riscv64-unknown-elf-gcc -march=rv32imac -mabi=ilp32

[ $tried = 1 ] || exit 77
exit $failed
