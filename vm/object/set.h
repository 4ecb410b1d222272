/* SPDX-License-Identifier: MIT */
/* set and frozenset: open addressing over one-word entries. */
#ifndef VM_SET_H
#define VM_SET_H

#include "object.h"

struct vm_set {
	struct vm_object head;
	uint32_t live;
	uint32_t used;     /* live and deleted (VM_STOP) slots */
	uint32_t capacity; /* slots */
	vm_value *slots;   /* owned: contents of a VALUES_BUFFER, or NULL */
};

vm_value vm_set_new(struct vm *vm, size_t n, const vm_value *items);
void vm_set_add(struct vm *vm, vm_value set, vm_value item);
bool vm_set_contains(struct vm *vm, vm_value set, vm_value item);
void vm_set_update(struct vm *vm, vm_value set, vm_value iterable);

#endif
