/* SPDX-License-Identifier: MIT */
/* Iterators of built-in containers, enumerate, zip, map, filter, reversed. */
#ifndef VM_ITERATOR_H
#define VM_ITERATOR_H

#include "object.h"

struct vm_iterator {
	struct vm_object head;
	uint16_t kind; /* of ITERATOR: which container */
	uint16_t flags;
	uint32_t index;  /* next position (items, or bytes of a str) */
	uint32_t length; /* dict/set: entry count when created */
	vm_value source;
	vm_value extra;
};

/* The next item of an ITERATOR (also used by the interpreter's FOR). */
vm_value vm_iterator_next(struct vm *vm, vm_value iterator);
/* An iterator that calls getitem with 0, 1, ... until IndexError. */
vm_value vm_getitem_iterator_new(struct vm *vm, vm_value object);

#endif
