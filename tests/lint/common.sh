# SPDX-License-Identifier: MIT
# Shared by the lint scripts: where the sources are, and which files count.
# Sourced with $srcdir set or run from anywhere inside the tree.
top=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
cd "$top" || exit 2
components="proto vm device-agent daemon ctl"

c_files() {
	find $components tests -type f -name '*.c' | LC_ALL=C sort
}
header_files() {
	find $components tests -type f -name '*.h' | LC_ALL=C sort
}
finish() { # finish NAME COUNT
	if [ "$2" -ne 0 ]; then
		echo "lint: $1: $2 problem(s)" >&2
		exit 1
	fi
	echo "lint: $1: ok"
}
