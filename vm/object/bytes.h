/* SPDX-License-Identifier: MIT */
/* bytes, bytearray, memoryview, array: the objects made of raw bytes. */
#ifndef VM_BYTES_H
#define VM_BYTES_H

#include "chars.h"
#include "slots.h"

/* FLAG_A: data is borrowed from anywhere in memory, until it grows. */
struct vm_bytearray {
	struct vm_object head;
	uint32_t len;
	uint32_t capacity;
	uint8_t *data; /* owned: contents of a BYTES_BUFFER, or NULL */
};

#define VM_BYTEARRAY_BORROWED VM_BIT_FLAG_A

/* Items that are values; such an array does not show its bytes. */
#define VM_ITEM_OBJECT 'O'

struct vm_array {
	struct vm_object head;
	uint32_t len;      /* items */
	uint32_t capacity; /* items */
	uint8_t type_code;
	uint8_t item_size;
	uint8_t *data; /* owned: contents of a BYTES_BUFFER, or NULL */
};

struct vm_memoryview {
	struct vm_object head;
	uint32_t start; /* items from the start of the base's bytes */
	uint32_t len;   /* items */
	uint8_t type_code;
	uint8_t item_size;
	bool read_only;
	vm_value base;
};

static inline const uint8_t *
vm_bytes_data(vm_value v)
{
	return (const uint8_t *)((const struct vm_chars *)v + 1);
}

static inline size_t
vm_bytes_len(vm_value v)
{
	return vm_chars_len((const struct vm_chars *)v);
}

vm_value vm_bytes_new(struct vm *vm, const void *data, size_t len);
vm_value vm_bytes_alloc(struct vm *vm, size_t len); /* to be filled */
/* data NULL: zeros. */
vm_value vm_bytearray_new(struct vm *vm, const void *data, size_t len);
/* A bytearray of foreign memory, which must outlive it. */
vm_value vm_bytearray_at(struct vm *vm, uint8_t *data, size_t len);
/* The bytes of any buffer object (str too if allow_str), else TypeError. */
void vm_get_bytes(struct vm *vm, vm_value v, struct vm_bytes_view *view);
void vm_get_bytes_writable(struct vm *vm, vm_value v,
    struct vm_bytes_view *view);
void vm_get_bytes_or_str(struct vm *vm, vm_value v, struct vm_bytes_view *view);

#endif
