#!/bin/sh
# SPDX-License-Identifier: MIT
# Calls that must not be made, by folder.
. "$(dirname "$0")/common.sh"
bad=0
forbid() { # forbid WHERE-DESCRIPTION REGEX FILES...
	what=$1
	regex=$2
	shift 2
	[ $# -gt 0 ] || return
	hits=$(grep -nE "(^|[^A-Za-z0-9_.>\"])($regex)[[:space:]]*\\(" "$@" \
	    /dev/null | grep -vE '^[^:]*:[0-9]+:[[:space:]]*(/?\*|//)')
	[ -n "$hits" ] || return
	echo "$hits" | sed "s/^/$what: /"
	bad=$((bad + 1))
}
all=$(find $components -name '*.[ch]')
freestanding=$(find proto vm device-agent -name '*.[ch]' \
    ! -path '*/ports/posix/*' ! -path 'device-agent/sign/*' ! -path 'vm/upy/*' ! -path 'vm/cross/*')
forbid "banned call" \
    'strcpy|strcat|sprintf|vsprintf|strtok|atoi|atol|gets|alloca|tmpnam|system' \
    $all
forbid "allocates" 'malloc|calloc|realloc|free|strdup' $freestanding
forbid "does I/O" 'printf|fprintf|puts|fopen|fread|fwrite' $freestanding
forbid "drops privilege outside sandbox and proc" \
    'setresuid|setresgid|setuid|setgid|setgroups' \
    $(find $components -name '*.c' ! -path 'daemon/common/*')
finish banned $bad
