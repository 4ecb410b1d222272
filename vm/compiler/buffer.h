/* SPDX-License-Identifier: MIT */
/*
 * Growable byte buffer on the VM heap for the compiler's own data. It must
 * be reachable from the C stack while in use and hold no object references.
 */
#ifndef VM_COMPILER_BUFFER_H
#define VM_COMPILER_BUFFER_H

#include <stddef.h>
#include <stdint.h>

struct vm;

struct vm_buffer {
	uint8_t *data; /* owned */
	size_t len;
	size_t size;
};

void vm_buffer_init(struct vm_buffer *buffer);
void vm_buffer_fini(struct vm *vm, struct vm_buffer *buffer);
void vm_buffer_reserve(struct vm *vm, struct vm_buffer *buffer, size_t more);
void vm_buffer_push(struct vm *vm, struct vm_buffer *buffer, uint8_t byte);
void vm_buffer_append(struct vm *vm, struct vm_buffer *buffer,
    const void *bytes, size_t len);

/* The contents as a NUL-terminated string, valid until the next change. */
const char *vm_buffer_text(struct vm *vm, struct vm_buffer *buffer);

#endif
