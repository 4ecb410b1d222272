/* SPDX-License-Identifier: MIT */
/* What the allocator and the collector know about each other. */
#ifndef VM_HEAP_INTERNAL_H
#define VM_HEAP_INTERNAL_H

#include "heap.h"

#define VM_PAGE_SIZE 512u
#define VM_PAGE_NONE 0xffu

size_t vm_heap_block_size(const uint8_t *p);
/* The object of the block at p, or NULL for a free block. */
struct vm_object *vm_heap_block_object(uint8_t *p);
/* Sweeps what is left; afterwards no object is marked. */
void vm_heap_finish_sweep(struct vm_heap *heap);
/* The same, unless an interrupt comes first: false. */
bool vm_heap_sweep(struct vm *vm);
/* Runs every finaliser that is left (vm_fini). */
void vm_heap_finalise_all(struct vm *vm);

#endif
