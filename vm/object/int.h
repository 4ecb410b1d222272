/* SPDX-License-Identifier: MIT */
/* int beyond the value word: sign and limbs, least significant first. */
#ifndef VM_INT_H
#define VM_INT_H

#include "limbs.h"
#include "object.h"

struct vm_bigint {
	struct vm_object head; /* FLAG_A: negative */
	uint32_t limb_count;   /* no leading zero limb; never fits a word */
	vm_limb limbs[];
};

static inline bool
vm_is_integer(vm_value v)
{
	return vm_is_int(v) || vm_is(v, VM_TID_INT);
}

vm_value vm_int_from_int64(struct vm *vm, int64_t i);
vm_value vm_int_from_uint64(struct vm *vm, uint64_t i);
/* Result of an operator on ints that left the fast path. */
vm_value vm_int_binary(struct vm *vm, unsigned op, vm_value a, vm_value b);
/* int or bool (or __index__) as a C integer; raises when it is not or does
 * not fit. */
intptr_t vm_get_int(struct vm *vm, vm_value v);
int64_t vm_get_int64(struct vm *vm, vm_value v);
uint64_t vm_get_uint64_truncated(struct vm *vm, vm_value v);
uint32_t vm_int_hash(vm_value v);

static inline uint32_t
vm_small_int_hash(vm_value v)
{
	uint64_t hash = (uint64_t)(int64_t)vm_int_value(v);

	return (uint32_t)(hash ^ hash >> 32);
}
/* Text in a base 2-36 (0: by prefix) with underscores; raises ValueError. */
vm_value vm_int_parse(struct vm *vm, const char *text, size_t len,
    unsigned base);
#if VM_HAS_FLOAT
vm_value vm_float_parse(struct vm *vm, const char *text, size_t len);
vm_float vm_get_float(struct vm *vm, vm_value v); /* int, bool or float */
vm_value vm_complex_new(struct vm *vm, vm_float real, vm_float imag);
#endif

#endif
