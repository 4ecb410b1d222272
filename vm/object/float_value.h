/* SPDX-License-Identifier: MIT */
/*
 * Floats in the value word: doubles of ordinary magnitude tag themselves by
 * their exponent, the others live in a struct vm_float_object.
 */
#ifndef VM_FLOAT_VALUE_H
#define VM_FLOAT_VALUE_H

#include "object.h"

#if VM_HAS_FLOAT

struct vm_float_object {
	struct vm_object head;
	vm_float value;
};

vm_value vm_float_box(struct vm *vm, vm_float f); /* object/float.c */

static inline bool
vm_is_inline_float(vm_value v)
{
	return VM_WORD_64 ? (v & 2u) != 0 : (v & 3u) == 2u;
}

static inline bool
vm_is_float(vm_value v)
{
	return vm_is_inline_float(v) || vm_is(v, VM_TID_FLOAT);
}

/* The value of an inline float. */
static inline vm_float
vm_inline_float_value(vm_value v)
{
	vm_float f;
#if VM_WORD_64
	uint64_t bits = v + 1u;

	bits = (bits >> 4) | (bits << 60);
	memcpy(&f, &bits, sizeof(f));
#elif VM_FLOAT_BITS == 32
	uint32_t bits = (v & ~3u) | (2u - (v >> 31));

	bits = (bits >> 3) | (bits << 29);
	memcpy(&f, &bits, sizeof(f));
#else
	(void)v;
	f = 0;
#endif
	return f;
}

static inline vm_float
vm_float_value(vm_value v)
{
	if (VM_LIKELY(vm_is_inline_float(v)))
		return vm_inline_float_value(v);
	return ((const struct vm_float_object *)v)->value;
}

static inline vm_value
vm_new_float(struct vm *vm, vm_float f)
{
#if VM_WORD_64 && VM_FLOAT_BITS == 64
	uint64_t bits;

	memcpy(&bits, &f, sizeof(bits));
	bits = ((bits << 4) | (bits >> 60)) - 1u;
	if (VM_LIKELY(bits & 2u))
		return (vm_value)bits;
#elif !VM_WORD_64 && VM_FLOAT_BITS == 32
	uint32_t bits, top;

	memcpy(&bits, &f, sizeof(bits));
	top = (bits >> 28) & 7u;
	if (VM_LIKELY(top == 3u || top == 4u))
		return (((bits << 3) | (bits >> 29)) & ~3u) | 2u;
#endif
	return vm_float_box(vm, f);
}

#endif /* VM_HAS_FLOAT */

#endif
