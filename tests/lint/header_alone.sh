#!/bin/sh
# SPDX-License-Identifier: MIT
# Every header compiles alone.
. "$(dirname "$0")/common.sh"
cc=${CC:-cc}
bad=0
flags="-std=gnu11 -fsyntax-only -Wall -D_GNU_SOURCE"
flags="$flags -Iproto -Ivm -Idevice-agent -Idevice-agent/ports/posix -Idaemon -Ictl -I. -Itests/lib"
for header in $(header_files); do
	case $header in
	*/ports/template/*) continue ;;
	esac
	echo "#include \"$header\"" |
	    $cc $flags ${LINT_CFLAGS:-} -x c - || {
		echo "$header: does not compile alone"
		bad=$((bad + 1))
	}
done
finish header_alone $bad
