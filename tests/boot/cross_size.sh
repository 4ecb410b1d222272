#!/bin/sh
# SPDX-License-Identifier: MIT
# Compiles the boot code unchanged for two microcontrollers and prints the
# code and constants of the boot loader's half, of the update half, and of
# what they need of Monocypher, proto/ and the inflater (after --gc-sections).
CODE_LIMIT=32768
here=${srcdir:-$(dirname "$0")}
top=$here/../..
mono=${MONOCYPHER:-../../device-agent/third_party/monocypher}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
bad=0
missing=0
cat >"$work/libc.c" <<'END'
#include <stddef.h>
void *memcpy(void *to, const void *from, size_t len);
void *memmove(void *to, const void *from, size_t len);
void *memset(void *to, int value, size_t len);
int memcmp(const void *a, const void *b, size_t len);
void *memcpy(void *to, const void *from, size_t len)
{ char *t = to; const char *f = from; while (len--) *t++ = *f++; return to; }
void *memmove(void *to, const void *from, size_t len)
{ char *t = to; const char *f = from;
  if (t < f) { while (len--) *t++ = *f++; }
  else { while (len--) t[len] = f[len]; } return to; }
void *memset(void *to, int value, size_t len)
{ char *t = to; while (len--) *t++ = (char)value; return to; }
int memcmp(const void *a, const void *b, size_t len)
{ const unsigned char *x = a, *y = b;
  for (; len--; x++, y++) if (*x != *y) return *x - *y;
  return 0; }
END

# Code and constants the linker keeps, seen from the given functions.
link_size()
{
	roots=
	for root; do roots="$roots -Wl,-u,$root"; done
	# shellcheck disable=SC2086
	"$cc" $flags -nostdlib -Wl,--gc-sections -Wl,-e,0 $roots \
	    "$work"/*.o -lgcc -o "$work/elf" 2>"$work/log" ||
	    { cat "$work/log" >&2; bad=1; return; }
	"${cc%gcc}size" "$work/elf" | awk 'NR == 2 { print $1 + $2 }'
}

# name, compiler, flags
measure()
{
	name=$1 cc=$2
	shift 2
	flags=$*
	if ! command -v "$cc" >/dev/null 2>&1; then
		echo "$name: no $cc"
		missing=1
		return
	fi
	rm -f "$work"/*.o
	for file in "$top"/device-agent/boot/*.c "$top/proto/sha256.c" \
	    "$top/proto/crc32c.c" "$top/proto/wire.c" \
	    "$top/vm/modules/inflate.c" "$mono/monocypher.c" \
	    "$work/libc.c"; do
		case $file in
		"$mono"/*|"$work"/*) warnings=-w ;;
		*) warnings="-Wall -Wextra -Werror" ;;
		esac
		# shellcheck disable=SC2086
		"$cc" $flags -std=gnu11 -Os -ffreestanding \
		    -fno-tree-loop-distribute-patterns -ffunction-sections \
		    -fdata-sections $warnings -isystem \
		    "$here/../device-agent/cross" -I"$top" -isystem "$mono" \
		    -c "$file" -o "$work/$(basename "$file" .c).o" || bad=1
	done
	loader=$(link_size boot_select boot_request_of_hold)
	verify=$(link_size boot_signature_is_good)
	all=$(link_size boot_select boot_request_of_hold boot_update_begin \
	    boot_update_prepare boot_update_write boot_update_read \
	    boot_update_finish boot_update_confirm boot_update_factory_reset \
	    boot_trial_verdict)
	echo "$name: boot loader $loader bytes of code and constants" \
	    "(Ed25519 $verify of them), with updates $all"
	[ "${all:-0}" -gt 0 ] && [ "$all" -le $CODE_LIMIT ] || bad=1
}

[ -f "$mono/monocypher.h" ] || { echo "no monocypher: build first"; exit 77; }
measure cortex-m3 "${ARM_CC:-arm-none-eabi-gcc}" -mcpu=cortex-m3 -mthumb
measure rv32imc "${RISCV_CC:-riscv64-unknown-elf-gcc}" -march=rv32imc \
    -mabi=ilp32
[ $bad -eq 0 ] || exit 1
[ $missing -eq 0 ] || exit 77
