/* SPDX-License-Identifier: MIT */
/*
 * Growable byte buffer on the VM heap for the compiler's own data. It must
 * be reachable from the C stack while in use and hold no object references.
 */
#ifndef VM_COMPILER_SCRATCH_H
#define VM_COMPILER_SCRATCH_H

#include <stddef.h>
#include <stdint.h>

struct vm;

struct vm_scratch {
	uint8_t *data; /* owned */
	size_t len;
	size_t size;
};

void vm_scratch_init(struct vm_scratch *buffer);
void vm_scratch_fini(struct vm *vm, struct vm_scratch *buffer);
void vm_scratch_reserve(struct vm *vm, struct vm_scratch *buffer, size_t more);
void vm_scratch_push(struct vm *vm, struct vm_scratch *buffer, uint8_t byte);
void vm_scratch_append(struct vm *vm, struct vm_scratch *buffer,
    const void *bytes, size_t len);

/* The contents as a NUL-terminated string, valid until the next change. */
const char *vm_scratch_text(struct vm *vm, struct vm_scratch *buffer);

#endif
