/* SPDX-License-Identifier: MIT */
/*
 * Helpers of the types made of raw items: bytes, bytearray, memoryview,
 * array. Items are stored as the machine stores them, by type code.
 */
#ifndef VM_BUFFER_H
#define VM_BUFFER_H

#include "bytes.h"
#include "function.h"
#include "range.h"

struct vm_writer;

/* Bytes of an item of an array type code, 0: no such code. */
size_t vm_item_size(char type_code);
vm_value vm_item_load(struct vm *vm, char type_code, const uint8_t *data);
/* Integers are cut to the size of the item. */
void vm_item_store(struct vm *vm, char type_code, uint8_t *data,
    vm_value value);

/* The growing part of a bytearray or array. */
struct vm_growable {
	uint32_t *len;      /* items */
	uint32_t *capacity; /* items */
	uint8_t **data;
	size_t item_size;
	struct vm_object *head;
};

void vm_growable_of(vm_value v, struct vm_growable *g);
/* Replaces count items at start by n others; these may be its own. */
void vm_growable_splice(struct vm *vm, struct vm_growable *g, size_t start,
    size_t count, const uint8_t *items, size_t n);
/* Appends room for n items and returns it, zero-filled or old data. */
uint8_t *vm_growable_extend(struct vm *vm, struct vm_growable *g, size_t n);
/* Removes every step-th item. */
void vm_growable_remove(struct vm_growable *g,
    const struct vm_slice_bounds *bounds);

/* self[slice] = value of the same item type, del self[slice]. */
void vm_growable_set_slice(struct vm *vm, struct vm_growable *g, vm_value slice,
    vm_value value, char type_code);

/* Copies the items of a slice. */
void vm_items_copy_slice(struct vm *vm, uint8_t *out, const uint8_t *data,
    size_t item_size, const struct vm_slice_bounds *bounds);
/* The bytes of any value with the buffer protocol; false: it has none. */
bool vm_bytes_view_of(struct vm *vm, vm_value v, struct vm_bytes_view *view);
/* a op b as bytes for the six comparisons; VM_UNDEF: no buffer. */
vm_value vm_bytes_compare(struct vm *vm, unsigned op, vm_value a, vm_value b);
/* Gathers ints of an iterable into out, one byte each. */
void vm_bytes_gather(struct vm *vm, struct vm_writer *out, vm_value iterable);
/* The bytes that bytes(args...) and bytearray(args...) hold. */
vm_value vm_bytes_from_arguments(struct vm *vm, size_t n_pos, size_t n_kw,
    const vm_value *args);
/* hex([separator]) */
vm_value vm_bytes_hex(struct vm *vm, size_t argc, vm_value *args);
extern const struct vm_native vm_bytes_hex_native;
extern const struct vm_native vm_bytes_format_native;
extern const struct vm_native vm_bytes_fromhex_native;
extern const struct vm_native vm_bytes_decode_native;
/* Bytes of hexadecimal text, blanks between pairs allowed or not. */
vm_value vm_bytes_unhex(struct vm *vm, vm_value text, bool blanks);
/* iter slot of all four types */
vm_value vm_bytes_iter(struct vm *vm, vm_value self);

#endif
