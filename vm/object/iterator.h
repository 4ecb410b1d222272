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

/* Kinds of ITERATOR, by their source. */
enum vm_iterator_kind {
	VM_ITER_LIST,
	VM_ITER_TUPLE,
	VM_ITER_RANGE,
	VM_ITER_STR,
	VM_ITER_BYTES,    /* anything with the bytes slot and items of 1 byte */
	VM_ITER_SEQUENCE, /* a built-in type: its len and getitem slots */
	VM_ITER_GETITEM,  /* __getitem__ until IndexError */
	VM_ITER_DICT,     /* extra: kind of dict view as int */
	VM_ITER_SET,
	VM_ITER_CALL, /* iter(callable, sentinel); extra: sentinel */
};

/*
 * Sets up *it, which is on the C stack, for an iterable that needs no more
 * than that, and returns it as a value that may be given to vm_next but not
 * kept; else an ordinary iterator.
 */
vm_value vm_iter_local(struct vm *vm, struct vm_iterator *it,
    vm_value iterable);
/* The same for a built-in container only; false: it is none. */
bool vm_iterator_init(struct vm_iterator *it, vm_value container);

vm_value vm_iterator_new(struct vm *vm, enum vm_iterator_kind kind,
    vm_value source);
/* The next item of an ITERATOR (also used by the interpreter's FOR). */
vm_value vm_iterator_next(struct vm *vm, vm_value iterator);
/* An iterator that calls getitem with 0, 1, ... until IndexError. */
vm_value vm_getitem_iterator_new(struct vm *vm, vm_value object);

#endif
