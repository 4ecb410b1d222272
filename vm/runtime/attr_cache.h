/* SPDX-License-Identifier: MIT */
/* The (class, name) cache of attribute access, for attr.c and interp.c. */
#ifndef VM_ATTR_CACHE_H
#define VM_ATTR_CACHE_H

#include "state.h"

static inline struct vm_attr_cache_entry *
vm_attr_cache_at(struct vm *vm, vm_value type, vm_value name)
{
	uintptr_t h = (type >> 4) ^ (name >> 3);

	return &vm->attr_cache[h & vm->attr_cache_mask];
}

#endif
