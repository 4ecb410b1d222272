# SPDX-License-Identifier: MIT
# u-prefixed aliases of built-in modules.
import usys, utime, ujson, uos, ustruct, ubinascii, ucollections, uio, uerrno, urandom, uhashlib
import sys, time
print(usys.maxsize == sys.maxsize, utime.ticks_diff(2, 1), ujson.dumps([1]), uio.StringIO('a').read())
