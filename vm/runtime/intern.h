/* SPDX-License-Identifier: MIT */
/*
 * Interned strings: names known at build time (names.def) are read-only
 * objects, others live in a weak table.
 */
#ifndef VM_INTERN_H
#define VM_INTERN_H

#include "../object/names.h"
#include "../object/str.h"

/* The interned string of this text. */
vm_value vm_intern(struct vm *vm, const char *text, size_t len);
/* The interned equal of a str. */
vm_value vm_intern_str(struct vm *vm, vm_value str);
/* The interned string if there is one already, else VM_UNDEF. */
vm_value vm_intern_find(struct vm *vm, const char *text, size_t len);
/* The same, or a new string, which is not. */
vm_value vm_str_known(struct vm *vm, const char *text);
/* Interned strings of the heap; their texts to out unless that is NULL. */
struct vm_writer;
struct vm_intern_info {
	size_t count;
	size_t text_bytes;
	size_t total_bytes;
};
void vm_intern_get_info(struct vm *vm, struct vm_intern_info *info,
    struct vm_writer *out);
/* Collector: drops dead strings from the table before the sweep. */
void vm_intern_sweep(struct vm *vm);

#endif
