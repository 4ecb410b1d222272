/* SPDX-License-Identifier: MIT */
/* list and tuple. Slots of a list's buffer beyond len hold VM_UNDEF. */
#ifndef VM_LIST_H
#define VM_LIST_H

#include "object.h"

struct vm_list {
	struct vm_object head;
	uint32_t len;
	vm_value *items; /* owned: contents of a VALUES_BUFFER, or NULL */
};

struct vm_tuple {
	struct vm_object head;
	uint32_t len;
	vm_value items[];
};

static inline struct vm_list *
vm_list(vm_value v)
{
	return (struct vm_list *)v;
}

static inline struct vm_tuple *
vm_tuple(vm_value v)
{
	return (struct vm_tuple *)v;
}

extern const struct vm_tuple vm_empty_tuple;

vm_value vm_list_new(struct vm *vm, size_t n, const vm_value *items);
void vm_list_append(struct vm *vm, vm_value list, vm_value item);
/* Gives back the space for more items. */
void vm_list_trim(struct vm *vm, vm_value list);
void vm_list_extend(struct vm *vm, vm_value list, vm_value iterable);
/* items may be NULL: slots are VM_UNDEF and to be filled. */
vm_value vm_tuple_new(struct vm *vm, size_t n, const vm_value *items);
vm_value vm_tuple_from_iterable(struct vm *vm, vm_value iterable);
vm_value vm_list_from_iterable(struct vm *vm, vm_value iterable);
/* Items of a list or tuple (or attrtuple) in place; false: other type. */
bool vm_sequence_items(vm_value v, size_t *n, vm_value **items);
void vm_list_sort(struct vm *vm, vm_value list, vm_value key, bool reverse);

#endif
