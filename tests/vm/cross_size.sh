#!/bin/sh
# SPDX-License-Identifier: MIT
# Compiles the VM for Cortex-M3 and RV32 and prints its size by group, beside
# MicroPython's of the same kind of build (Cortex-M3: 199,716 bytes, of which
# 133 KB are left without native emitters, extension modules, libm and frozen
# modules). Proves that it builds freestanding with 32-bit words. Skips (77)
# without a cross compiler.
set -u
src=${srcdir:-$(dirname "$0")}/../../vm
cross=${srcdir:-$(dirname "$0")}/cross
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
tried=0
failed=0
launcher=$(command -v ccache || true)

# A firmware has no use for unwind tables.
flags="-std=gnu11 -ffreestanding -Wall -Wextra -Wconversion
-ffunction-sections -fdata-sections -fno-unwind-tables
-fno-asynchronous-unwind-tables"

group() { # folder_file of an object file
	case $1 in
	runtime_heap* | runtime_collect | runtime_trace | runtime_intern | \
	    runtime_stack) echo memory ;;
	runtime_* | object_names) echo interpreter ;;
	object_int | object_bigint | object_limbs | object_float | \
	    object_decimal | object_complex | object_number_format) echo numbers ;;
	object_digest) echo extensions ;;
	object_*) echo types ;;
	compiler_dis | repl_*) echo front-end ;;
	compiler_*) echo compiler ;;
	image_*) echo image ;;
	modules_builtin_* | modules_mod_builtins | modules_mod_sys | \
	    modules_mod_gc | modules_mod_micropython | modules_mod_math | \
	    modules_mod_cmath | modules_mod_struct | modules_mod_array | \
	    modules_mod_collections | modules_deque | modules_namedtuple | \
	    modules_mod_io | modules_io_* | modules_ring_io | \
	    modules_mod_errno | modules_modules) echo builtins ;;
	*) echo extensions ;;
	esac
}

theirs() { # MicroPython's bytes of a group on Cortex-M3 and RV32, about
	case $1 in
	interpreter) echo "40600 49500 (with memory)" ;;
	types) echo "41900 50400" ;;
	numbers) echo "7500 9000 (int; the rest in types)" ;;
	compiler) echo "25500 31700" ;;
	builtins) echo "10600 12100" ;;
	extensions) echo "24400 29600" ;;
	core) echo "133000 -" ;;
	esac
}

compile() { # name, compiler, flags...
	mkdir -p "$out/$1"
	directory=$out/$1
	compiler=$2
	shift 2
	for file in "$src"/runtime/*.c "$src"/object/*.c "$src"/modules/*.c \
	    "$src"/compiler/*.c "$src"/image/*.c "$src"/repl/*.c; do
		object=$(basename "$(dirname "$file")")_$(basename "$file" .c).o
		opt=-Os
		case $file in
		*/interp.c) opt="-O2 -fno-gcse" ;;
		*/runtime/collect.c | */runtime/heap.c) opt=-O2 ;;
		esac
		echo "$launcher $compiler $* $opt" $flags \
		    "-isystem $cross -I$src -c $file -o $directory/$object"
	done | xargs -P 2 -I '{}' sh -c '{}' || failed=1
}

build() { # name, compiler, flags...
	command -v "$2" >/dev/null 2>&1 || return 0
	tried=1
	compile "$@"
	for object in "$out/$1"/*.o; do
		echo "$(group "$(basename "$object" .o)")" \
		    "$("${2%gcc}size" "$object" | tail -n 1)"
	done >"$out/$1.sizes"
	for part in memory interpreter types numbers compiler image builtins \
	    front-end extensions core total; do
		awk -v part=$part -v name="$1" -v theirs="$(theirs $part)" '
		part == "total" || $1 == part ||
		    part == "core" && $1 != "extensions" { text += $2 }
		END { printf "%-10s %-11s %6d %s\n", name, part, text,
		    theirs == "" ? "" : "MicroPython " theirs }' \
		    "$out/$1.sizes"
	done
	awk '{ n += $3 + $4 } END { exit n > 0 }' "$out/$1.sizes" ||
	    { echo "the VM must not have writable globals"; failed=1; }
}

build cortex-m3 arm-none-eabi-gcc -mcpu=cortex-m3 -mthumb
build rv32 riscv64-unknown-elf-gcc -march=rv32imac -mabi=ilp32

[ $tried = 1 ] || exit 77
exit $failed
