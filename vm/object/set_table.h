/* SPDX-License-Identifier: MIT */
/* The table of a set, for the type and its iterator. */
#ifndef VM_SET_TABLE_H
#define VM_SET_TABLE_H

#include "set.h"

static inline struct vm_set *
vm_set(vm_value v)
{
	return (struct vm_set *)v;
}

/* Empty, with room for n items; tid is VM_TID_SET or VM_TID_FROZENSET. */
vm_value vm_set_new_of(struct vm *vm, enum vm_tid tid, size_t n);
vm_value vm_set_copy(struct vm *vm, enum vm_tid tid, vm_value set);
/* The items of a that are in b (wanted) or are not. */
vm_value vm_set_select(struct vm *vm, enum vm_tid tid, vm_value a, vm_value b,
    bool wanted);
/* Adds them to a set that nobody else knows and that has none of them. */
void vm_set_add_selected(struct vm *vm, vm_value out, vm_value a, vm_value b,
    bool wanted);
bool vm_set_remove(struct vm *vm, vm_value set, vm_value item);
vm_value vm_set_pop(struct vm *vm, vm_value set); /* VM_STOP: empty */
void vm_set_clear(struct vm *vm, vm_value set);
/* Next item at or after slot *pos, which moves past it; VM_STOP: none. */
vm_value vm_set_next(vm_value set, size_t *pos);

#endif
