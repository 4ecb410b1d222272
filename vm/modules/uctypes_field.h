/* SPDX-License-Identifier: MIT */
/*
 * Descriptions of fields in uctypes: scalars are an int (type and offset,
 * for bit fields also position and length), aggregates a tuple, structures
 * a dict.
 */
#ifndef VM_UCTYPES_FIELD_H
#define VM_UCTYPES_FIELD_H

#include "../object/object.h"

enum vm_field_layout { VM_LAYOUT_LITTLE, VM_LAYOUT_BIG, VM_LAYOUT_NATIVE };

#define VM_FIELD_TYPE_SHIFT 27
#define VM_FIELD_BITS_POS   17
#define VM_FIELD_BITS_LEN   22
/* The int of a type, as a number with sign of 31 bits. */
#define VM_FIELD_CODE(type)                             \
	((intptr_t)((type) < 16 ? (type) : (type)-32) * \
	    ((intptr_t)1 << VM_FIELD_TYPE_SHIFT))

enum vm_aggregate_kind {
	VM_AGGREGATE_STRUCT = 0,
	VM_AGGREGATE_POINTER = 1,
	VM_AGGREGATE_ARRAY = 6,
};

struct vm_aggregate {
	enum vm_aggregate_kind kind;
	uint32_t offset;
	uint32_t count;   /* of an array */
	bool is_bytes;    /* its items are UINT8 */
	uint32_t scalar;  /* type of the items, with offset 0 */
	vm_value element; /* or their description, else VM_UNDEF */
};

VM_NORETURN void vm_field_syntax_error(struct vm *vm);
/* Reads the tuple of an aggregate; TypeError when it is none. */
void vm_field_aggregate(struct vm *vm, vm_value description,
    struct vm_aggregate *part);
size_t vm_field_element_size(struct vm *vm, const struct vm_aggregate *part,
    unsigned layout);
/* Bytes of a dict's or tuple's fields. */
size_t vm_field_sizeof(struct vm *vm, vm_value description, unsigned layout);
/* base: where the structure begins. */
vm_value vm_field_load(struct vm *vm, uint32_t field, const uint8_t *base,
    unsigned layout);
void vm_field_store(struct vm *vm, uint32_t field, uint8_t *base,
    unsigned layout, vm_value value);

#endif
