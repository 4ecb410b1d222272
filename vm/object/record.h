/* SPDX-License-Identifier: MIT */
/*
 * Instances of native types without a layout of their own: a type and some
 * value slots. Raw data goes to a bytes buffer held in a slot. Used for
 * deque, StringIO, files, hashes, and by embedders (machine.Pin, ...).
 */
#ifndef VM_RECORD_H
#define VM_RECORD_H

#include "object.h"

struct vm_record {
	struct vm_object head;
	uint32_t slot_count;
	const struct vm_type *type;
	vm_value slots[];
};

vm_value vm_record_new(struct vm *vm, const struct vm_type *type,
    size_t slot_count);

static inline bool
vm_is_record(vm_value v, const struct vm_type *type)
{
	return vm_is(v, VM_TID_RECORD) &&
	    ((const struct vm_record *)v)->type == type;
}

static inline struct vm_record *
vm_record(vm_value v)
{
	return (struct vm_record *)v;
}

#endif
