/* SPDX-License-Identifier: MIT */
/* range and slice. */
#ifndef VM_RANGE_H
#define VM_RANGE_H

#include "object.h"

struct vm_range {
	struct vm_object head;
	intptr_t start;
	intptr_t stop;
	intptr_t step;
};

struct vm_slice {
	struct vm_object head;
	vm_value start;
	vm_value stop;
	vm_value step;
};

/* A slice applied to a length: start, count items, step. */
struct vm_slice_bounds {
	intptr_t start;
	intptr_t stop;
	intptr_t step;
	size_t count;
};

size_t vm_range_len(vm_value range);
vm_value vm_range_new(struct vm *vm, intptr_t start, intptr_t stop,
    intptr_t step);
vm_value vm_slice_new(struct vm *vm, vm_value start, vm_value stop,
    vm_value step);
void vm_slice_resolve(struct vm *vm, vm_value slice, size_t len,
    struct vm_slice_bounds *bounds);

#endif
