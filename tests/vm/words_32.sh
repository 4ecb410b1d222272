#!/bin/sh
# SPDX-License-Identifier: MIT
# The programs with 32-bit words, and floats of 64 bits as the others expect
# them. Skipped without a compiler for such programs.
. "${srcdir:-.}/variant_build.sh"
echo 'int main(void) { return 0; }' >"$work/probe.c"
flags="-m32 -msse2 -mfpmath=sse"
${CC:-cc} $flags -o "$work/probe" "$work/probe.c" 2>/dev/null &&
    "$work/probe" || exit 77
all_sources
# The C stack of a program, not of firmware.
build $flags -DVM_FLOAT_BITS=64 -DVM_C_STACK_SIZE=524288 -w || exit 1

# These print sizes of native types and words:
except=" conform_modules struct_pack uctypes_struct viper_types"
# need memory for an int or an exception's argument that fits a larger word:
except="$except heap_lock_exceptions heap_lock_operations"
# and use libraries that are left out here:
except="$except cryptolib_aes marshal_code thread_basic thread_stress vfs_rom "
if [ $# -eq 0 ]; then
	all_but "$except"
else
	programs "$@"
fi
