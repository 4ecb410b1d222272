/* SPDX-License-Identifier: MIT */
/*
 * Growable byte buffers of the compiler.
 */
#include <string.h>

#include "../runtime/heap.h"
#include "scratch.h"

#define FIRST_SIZE 32

void
vm_scratch_init(struct vm_scratch *buffer)
{
	buffer->data = NULL;
	buffer->len = 0;
	buffer->size = 0;
}

void
vm_scratch_fini(struct vm *vm, struct vm_scratch *buffer)
{
	vm_heap_free_buffer(vm, buffer->data);
	vm_scratch_init(buffer);
}

void
vm_scratch_reserve(struct vm *vm, struct vm_scratch *buffer, size_t more)
{
	size_t size = buffer->size == 0 ? FIRST_SIZE : buffer->size;

	if (more <= buffer->size - buffer->len)
		return;
	while (size < buffer->len + more)
		size += size / 2;
	buffer->data =
	    vm_heap_resize_scratch(vm, buffer->data, buffer->size, size);
	buffer->size = size;
}

void
vm_scratch_push(struct vm *vm, struct vm_scratch *buffer, uint8_t byte)
{
	if (buffer->len == buffer->size)
		vm_scratch_reserve(vm, buffer, 1);
	buffer->data[buffer->len++] = byte;
}

void
vm_scratch_append(struct vm *vm, struct vm_scratch *buffer, const void *bytes,
    size_t len)
{
	if (len == 0)
		return;
	vm_scratch_reserve(vm, buffer, len);
	memcpy(buffer->data + buffer->len, bytes, len);
	buffer->len += len;
}

const char *
vm_scratch_text(struct vm *vm, struct vm_scratch *buffer)
{
	vm_scratch_reserve(vm, buffer, 1);
	buffer->data[buffer->len] = '\0';
	return (const char *)buffer->data;
}
