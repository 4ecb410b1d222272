# SPDX-License-Identifier: MIT
# Read by the tests of variants of upy: builds one from the sources of
# sources.am in $work, a directory that goes when the test ends.
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

# All that an ordinary upy has, to the file "sources".
all_sources() {
	sources VM_INTERP_SOURCES VM_RUNTIME_SOURCES VM_IMAGE_SOURCES \
	    VM_COMPILER_SOURCES VM_REPL_SOURCES VM_TEXT_SOURCES \
	    VM_CONTAINER_SOURCES VM_MODULE_SOURCES UPY_SOURCES \
	    HOST_SOURCES \
	    >"$work/sources"
}

# build FLAGS...: one variant, $work/upy, from the file "sources".
# What needs libraries is left out: memory/bare_modules.c stands in.
build() {
	rm -f "$work"/*.o
	{
		grep -vE 'upy/(host_(modules|d?tls|openssl|aes)|file_systems)' \
		    "$work/sources" | while read -r file; do
			echo "$work/$(echo "$file" | tr / _).o $vm/$file"
		done
		echo "$work/bare_modules.o $here/memory/bare_modules.c"
	} | xargs -n 2 -P 2 sh -c \
	    "${CC:-cc} -std=gnu11 -O0 -I$vm $* -c -o \$0 \$1" || return 1
	${CC:-cc} -std=gnu11 -O0 -I"$vm" "$@" -c -o "$work/frozen.o" \
	    ../../vm/upy/frozen.c &&
	    ${CC:-cc} "$@" -o "$work/upy" "$work"/*.o -lm
}

# programs ARGUMENTS...: run_programs.py with this upy.
programs() {
	"${PYTHON:-python3}" "$here/run_programs.py" --quiet \
	    --upy "$work/upy" "$@"
}

# all_but " NAME NAME... " ARGUMENTS...: every program but those.
all_but() {
	except=$1
	shift
	for program in "$here"/*_*.py; do
		name=$(basename "$program" .py)
		case $except in
		*" $name "*) ;;
		*) set -- "$@" "$name" ;;
		esac
	done
	programs "$@"
}
