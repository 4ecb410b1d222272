/* SPDX-License-Identifier: MIT */
/* What list and tuple share: comparison, search, repetition, printing. */
#ifndef VM_SEQUENCE_H
#define VM_SEQUENCE_H

#include "range.h"
#include "slots.h"

struct vm_writer;

/* v may be a list or tuple, or an instance of a class derived from one. */
bool vm_sequence_items_of(vm_value v, size_t *n, vm_value **items);
/* The same, TypeError for anything else. */
void vm_get_sequence(struct vm *vm, vm_value v, size_t *n, vm_value **items);
/* op is VM_OP_EQ ... VM_OP_GE; both are lists or both tuples. */
vm_value vm_sequence_compare(struct vm *vm, unsigned op, vm_value a,
    vm_value b);
bool vm_sequence_contains(struct vm *vm, vm_value self, vm_value item);
/* Methods count(item) and index(item[, start[, stop]]). */
vm_value vm_sequence_count(struct vm *vm, size_t argc, vm_value *args);
vm_value vm_sequence_find(struct vm *vm, size_t argc, vm_value *args);
/* Copies count items of items, by step, to out. */
void vm_sequence_copy_slice(struct vm *vm, vm_value *out, const vm_value *items,
    const struct vm_slice_bounds *bounds);
/* Length of n items repeated; raises MemoryError when it is too long. */
size_t vm_sequence_repeat_len(struct vm *vm, size_t n, vm_value times);
/* Fills out[0..total) by repeating its first n items. */
void vm_sequence_repeat_fill(struct vm *vm, vm_value *out, size_t n,
    size_t total);
void vm_sequence_print(struct vm *vm, struct vm_writer *out, vm_value self,
    const char *brackets);

#endif
