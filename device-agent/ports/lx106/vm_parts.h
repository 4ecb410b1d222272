/* SPDX-License-Identifier: MIT */
/* The modules and parts of the interpreter on this port: see vm/vm_config.h
 * and vm/vm_parts.h. No sockets and threads, and no floats: the compiler's
 * library leaves their arithmetic to the ESP8266's ROM. */
#ifndef PORT_VM_PARTS_H
#define PORT_VM_PARTS_H

#define VM_MODULES     \
	X(builtins)    \
	X(sys)         \
	E(os)          \
	E(time)        \
	X(gc)          \
	X(micropython) \
	E(collections) \
	E(io)          \
	E(random)      \
	E(struct)      \
	E(array)       \
	E(binascii)    \
	E(json)        \
	E(hashlib)     \
	E(errno)       \
	E(re)          \
	E(heapq)       \
	E(platform)    \
	X(deflate)     \
	X(uctypes)     \
	X(_asyncio)    \
	X(vfs)         \
	X(framebuf)

#define VM_FLOAT_BITS  0
#define VM_HAS_THREADS 0

#endif
