/* SPDX-License-Identifier: MIT */
/* The heap as micropython.mem_info() shows it, in units of four words. */
#ifndef VM_HEAP_LAYOUT_H
#define VM_HEAP_LAYOUT_H

#include "heap.h"

struct vm_writer;

struct vm_heap_layout {
	size_t one_unit; /* objects of one unit, of two */
	size_t two_units;
	size_t largest; /* units of the largest object */
};

void vm_heap_get_layout(struct vm *vm, struct vm_heap_layout *layout);
/* A picture: a character for each unit. */
void vm_heap_print_layout(struct vm *vm, struct vm_writer *out);

#endif
