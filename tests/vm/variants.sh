#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds upy without the compiler from the same sources, and runs images of
# some programs with it; source text is refused with a clear error.
here=$(cd "${srcdir:-.}" && pwd)
vm=$here/../../vm
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

# The sources in the given lists of sources.am.
sources() {
	sed -e ':a' -e '/\\$/N; s/\\\n//; ta' "$vm/sources.am" >"$work/lists"
	for list in "$@"; do
		sed -n "s/^$list = //p" "$work/lists"
	done | tr -s ' \t' '\n\n' | grep '\.c$'
}

# build FLAGS...: one variant, from the file "sources".
build() {
	while read -r file; do
		echo "$work/$(echo "$file" | tr / _).o $vm/$file"
	done <"$work/sources" | xargs -n 2 -P 2 sh -c \
	    "${CC:-cc} -std=gnu11 -O0 -w -I$vm $* -c -o \$0 \$1" || return 1
	${CC:-cc} -std=gnu11 -O0 -w -I"$vm" "$@" -c -o "$work/frozen.o" \
	    ../../vm/upy/frozen.c &&
	    ${CC:-cc} -o "$work/upy" "$work"/*.o -lm
}

sources VM_INTERP_SOURCES VM_RUNTIME_SOURCES VM_IMAGE_SOURCES \
    VM_NO_COMPILER_SOURCES VM_TEXT_SOURCES VM_CONTAINER_SOURCES \
    VM_MODULE_SOURCES UPY_SOURCES >"$work/sources"
echo compiler/dis.c >>"$work/sources"
build -DVM_HAS_COMPILER=0 || exit 1

text=$("$work/upy" -c 'print(1)' 2>&1) && exit 1
case $text in
*"RuntimeError: script compilation not supported"*) ;;
*)
	echo "source text: $text"
	exit 1
	;;
esac
exec "${PYTHON:-python3}" "$here/run_programs.py" --quiet \
    --upy "$work/upy" --images "$UPY_CROSS" async_basic class_basic \
    dict_order exception_basic float_repr generator_basic int_power \
    str_split asyncio_gather with_basic
