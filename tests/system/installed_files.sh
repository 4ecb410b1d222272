#!/bin/sh
# SPDX-License-Identifier: MIT
# Usage: installed_files.sh DESTDIR: what `make install` must have put there.
set -eu
dest=$1
prefix=$dest/usr/local
bad=0
for file in bin/upyctl bin/upy bin/upy-board bin/upy-sign sbin/upyd \
    share/upyd/web/index.html share/upyd/web/vendor/xterm.mjs \
    share/upyd/web/mip/index.json \
    share/upyd/web/mip/package/py/logging/latest.json \
    share/man/man1/upyctl.1 share/man/man1/upy.1 share/man/man1/upy-board.1 share/man/man1/upy-sign.1 \
    share/man/man8/upyd.8 lib/systemd/system/upyd.service \
    share/bash-completion/completions/upyctl; do
	[ -f "$prefix/$file" ] || { echo "missing: $file"; bad=1; }
done
find "$dest" -name 'upyd.conf*' | grep -q . ||
    { echo "missing: upyd.conf"; bad=1; }
for program in upyctl upy upy-board upy-sign; do
	"$prefix/bin/$program" --version >/dev/null ||
	    { echo "$program --version fails"; bad=1; }
done
"$prefix/sbin/upyd" --version >/dev/null || { echo "upyd --version"; bad=1; }
exit $bad
