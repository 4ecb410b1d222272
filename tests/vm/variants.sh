#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds upy without the compiler from the same sources, and runs images of
# the programs with it; source text is refused with a clear error.  Then
# builds it without floats, and runs variants/no_floats.py.
. "${srcdir:-.}/variant_build.sh"

sources VM_INTERP_SOURCES VM_RUNTIME_SOURCES VM_IMAGE_SOURCES \
    VM_NO_COMPILER_SOURCES VM_TEXT_SOURCES VM_CONTAINER_SOURCES \
    VM_MODULE_SOURCES UPY_SOURCES HOST_SOURCES >"$work/sources"
printf '%s\n' compiler/dis.c repl/history.c >>"$work/sources"
build -DVM_HAS_COMPILER=0 -w || exit 1

text=$("$work/upy" -c 'print(1)' 2>&1) && exit 1
case $text in
*"RuntimeError: script compilation not supported"*) ;;
*)
	echo "source text: $text"
	exit 1
	;;
esac
# These compile text themselves, or import it:
except=" error_texts_builtin import_extend import_module vfs_import"
except="$except $(cd "$here" &&
    grep -lE '\b(eval|exec|compile)\(' ./*_*.py | sed 's|^\./||; s|\.py$||' |
    tr '\n' ' ')"
# and these use libraries that are left out here:
except="$except cryptolib_aes thread_basic thread_stress vfs_rom "
all_but "$except" --images "$UPY_CROSS" || exit 1

all_sources
build -DVM_FLOAT_BITS=0 -Wall -Wextra -Werror || exit 1
"$work/upy" "$here/variants/no_floats.py" >"$work/output" || exit 1
diff -u "$here/variants/no_floats.out" "$work/output" || exit 1

# An image with floats in it is refused.
echo 'x = 1.5' >"$work/floats.py"
"$UPY_CROSS" -o "$work/images.upy" "$work/floats.py" &&
    mkdir "$work/images" && mv "$work/images.upy" "$work/images/floats.mpy" ||
    exit 1
text=$(cd "$work/images" && "$work/upy" -m floats 2>&1) && exit 1
case $text in
*"ValueError: incompatible .mpy file"*) ;;
*)
	echo "image with floats: $text"
	exit 1
	;;
esac
