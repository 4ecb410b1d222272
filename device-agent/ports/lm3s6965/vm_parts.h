/* SPDX-License-Identifier: MIT */
/* The modules and parts of the interpreter on this port: see vm/vm_config.h
 * and vm/vm_parts.h. */
#ifndef PORT_VM_PARTS_H
#define PORT_VM_PARTS_H

#define VM_MODULES     \
	X(builtins)    \
	X(sys)         \
	E(os)          \
	E(time)        \
	X(gc)          \
	X(micropython) \
	E(io)          \
	E(binascii)    \
	E(errno)       \
	E(json)        \
	E(struct)

/* What is below the deepest program's frames fits into the rest of the stack:
 * a file renamed by it, or by the gateway meanwhile. */
#define VM_C_STACK_SIZE        6656u

#define VM_FLOAT_BITS          0
#define VM_HAS_ASYNC_GENERATOR 0
#define VM_HAS_BUFFERED_WRITER 0
#define VM_HAS_DUPTERM         0
#define VM_HAS_HELP            0
#define VM_HAS_IMAGES          0
#define VM_HAS_MOUNT           0
#define VM_HAS_RING_IO         0
#define VM_HAS_THREADS         0
#define VM_HAS_VIPER           0

#endif
