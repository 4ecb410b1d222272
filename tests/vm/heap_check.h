/* SPDX-License-Identifier: MIT */
/* Walks the heap of a VM and tells what is wrong with it. */
#ifndef HEAP_CHECK_H
#define HEAP_CHECK_H

struct vm;

/* NULL: every block, the page table and the allocator's run fit. */
const char *heap_check(struct vm *vm);

#endif
