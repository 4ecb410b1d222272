/* SPDX-License-Identifier: MIT */
/* str: immutable UTF-8 with cached hash; the bytes follow the record. */
#ifndef VM_STR_H
#define VM_STR_H

#include "chars.h"

/* FLAG_A: all ASCII. FLAG_B: interned (equal iff same pointer). */
#define VM_STR_ASCII    VM_BIT_FLAG_A
#define VM_STR_INTERNED VM_BIT_FLAG_B

static inline bool
vm_is_str(vm_value v)
{
	return vm_is(v, VM_TID_STR);
}

static inline struct vm_chars *
vm_str(vm_value v)
{
	return (struct vm_chars *)v;
}

static inline const char *
vm_str_data(vm_value v)
{
	return (const char *)((const struct vm_chars *)v + 1);
}

static inline size_t
vm_str_len(vm_value v)
{
	return vm_chars_len((const struct vm_chars *)v);
}

static inline uint32_t
vm_str_hash(struct vm *vm, vm_value v)
{
	uint32_t hash = vm_str(v)->hash;

	return hash != 0 ? hash : vm_chars_hash(vm, vm_str(v));
}

static inline bool
vm_str_is_ascii(vm_value v)
{
	return (((const struct vm_chars *)v)->head.bits & VM_STR_ASCII) != 0;
}

/* New string; data must be valid UTF-8 and may lie inside the heap. */
vm_value vm_str_new(struct vm *vm, const char *data, size_t len);
vm_value vm_str_from(struct vm *vm, const char *text); /* NUL-terminated */
/* A string of len bytes to be filled by the caller, then finished. */
vm_value vm_str_alloc(struct vm *vm, size_t len);
vm_value vm_str_finish(struct vm *vm, vm_value str); /* sets ASCII flag */
bool vm_str_equal(struct vm *vm, vm_value a, vm_value b);
int vm_str_compare(vm_value a, vm_value b);
size_t vm_str_char_len(struct vm *vm, vm_value str); /* code points */
vm_value vm_str_concat(struct vm *vm, vm_value a, vm_value b);
/* str(v), and format(v, spec) for f-strings (conversion 0, 's', 'r', 'a') */
vm_value vm_str_of(struct vm *vm, vm_value v);
vm_value vm_repr_of(struct vm *vm, vm_value v);
vm_value vm_format_value(struct vm *vm, vm_value v, int conversion,
    vm_value spec_or_undef);
/* Joins n strings (BUILD_STR). */
vm_value vm_str_join(struct vm *vm, size_t n, const vm_value *parts);

#endif
