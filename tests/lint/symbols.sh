#!/bin/sh
# SPDX-License-Identifier: MIT
# Every global symbol of proto/ and vm/ carries its prefix, since both are
# linked beside vendors' code. Usage: symbols.sh BUILD-DIRECTORY
build=$(cd "${1:-.}" && pwd)
. "$(dirname "$0")/common.sh"
bad=0
check() { # check ARCHIVE PREFIX
	[ -f "$build/$1" ] || { echo "lint: no $1: build first" >&2; exit 2; }
	names=$(nm -g --defined-only "$build/$1" 2>/dev/null |
	    awk 'NF == 3 {print $3}' | grep -vE "^($2|__|_start)" | sort -u)
	[ -z "$names" ] && return
	echo "$names" | sed "s/^/$1: symbol without prefix: /"
	bad=$((bad + 1))
}
check proto/libproto.a proto_
check vm/libvm.a vm_
finish symbols $bad
