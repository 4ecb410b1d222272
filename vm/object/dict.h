/* SPDX-License-Identifier: MIT */
/*
 * dict: insertion-ordered entries and, above 8 of them, an index table.
 * Deleted entries have key VM_UNDEF. Namespaces (modules, classes) are
 * dicts with VM_DICT_NAMESPACE: a new or deleted key bumps vm->name_epoch.
 */
#ifndef VM_DICT_H
#define VM_DICT_H

#include "object.h"

struct vm_dict_entry {
	vm_value key;
	vm_value value;
};

struct vm_dict {
	struct vm_object head;
	uint32_t has_holes : 1; /* some entries are deleted */
	uint32_t used : 31;     /* entries in use, deleted ones included */
	struct vm_dict_entry *entries; /* owned: a VALUES_BUFFER, the space
					* behind the struct, or NULL */
	void *index;                   /* owned: a BYTES_BUFFER, or NULL */
};

/* dict.keys() and so on; kind is enum vm_dict_view_kind */
struct vm_dict_view {
	struct vm_object head;
	uint32_t kind;
	vm_value dict;
};

enum vm_dict_view_kind { VM_DICT_KEYS, VM_DICT_VALUES, VM_DICT_ITEMS };

#define VM_DICT_NAMESPACE VM_BIT_FLAG_A
#define VM_DICT_ORDERED   VM_BIT_FLAG_B /* is an OrderedDict */

static inline struct vm_dict *
vm_dict(vm_value v)
{
	return (struct vm_dict *)v;
}

/* Entries that are not deleted, counted. */
uint32_t vm_dict_count(const struct vm_dict *d);

static inline uint32_t
vm_dict_len(vm_value dict)
{
	const struct vm_dict *d = (const struct vm_dict *)dict;

	return d->has_holes ? vm_dict_count(d) : d->used;
}

/* Entries behind the struct itself? */
static inline bool
vm_dict_is_compact(const struct vm_dict *d)
{
	return (const void *)d->entries == (const void *)(d + 1);
}

vm_value vm_dict_new(struct vm *vm, size_t capacity);
vm_value vm_namespace_new(struct vm *vm, size_t capacity);
/* VM_UNDEF when absent. */
vm_value vm_dict_get(struct vm *vm, vm_value dict, vm_value key);
void vm_dict_set(struct vm *vm, vm_value dict, vm_value key, vm_value value);
/* Returns the removed value, or VM_UNDEF when absent. */
vm_value vm_dict_remove(struct vm *vm, vm_value dict, vm_value key);
/* Interned str keys only: never calls Python. Index of entry, or -1. */
ptrdiff_t vm_dict_find_name(vm_value dict, vm_value name);
/* Next live entry at or after *pos, which moves past it; NULL at the end. */
struct vm_dict_entry *vm_dict_next(vm_value dict, size_t *pos);
/* Gives back the space for more entries. */
void vm_dict_trim(struct vm *vm, vm_value dict);
void vm_dict_clear(struct vm *vm, vm_value dict);
/* Inserts from a dict, an object with keys(), or pairs. */
void vm_dict_update(struct vm *vm, vm_value dict, vm_value other);
vm_value vm_dict_copy(struct vm *vm, vm_value dict);

#endif
