/* SPDX-License-Identifier: MIT */
/*
 * The value word: a small integer, a self-tagged float, a special constant
 * or a pointer to an object. Nothing outside this file knows the tags.
 */
#ifndef VM_VALUE_H
#define VM_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "../vm_config.h"

struct vm;
struct vm_object;

typedef uintptr_t vm_value;

#if VM_FLOAT_BITS == 32
typedef float vm_float;
typedef uint32_t vm_float_word;
#else
typedef double vm_float;
typedef uint64_t vm_float_word;
#endif

/* Special constants: below 256, so never the address of an object. */
#define VM_UNDEF           ((vm_value)0)
#define VM_NONE            ((vm_value)8)
#define VM_FALSE           ((vm_value)16)
#define VM_TRUE            ((vm_value)24)
#define VM_ELLIPSIS        ((vm_value)32)
#define VM_NOT_IMPLEMENTED ((vm_value)40)
#define VM_STOP            ((vm_value)48) /* an iterator's end */
#define VM_SPECIAL_LIMIT   ((vm_value)256)

/* 64-bit words: xx1x float, xx01 int, x000 pointer. 32-bit: 1 int, 10 float */
#define VM_INT_SHIFT (VM_WORD_64 ? 2 : 1)
#define VM_INT_MAX   (INTPTR_MAX >> VM_INT_SHIFT)
#define VM_INT_MIN   (INTPTR_MIN >> VM_INT_SHIFT)
/* A small integer as a constant expression; i must fit. */
#define VM_INT(i)      (((vm_value)(intptr_t)(i) << VM_INT_SHIFT) | 1u)

#define VM_PTR(object) ((vm_value)(object))

vm_value vm_int_from_intptr(struct vm *vm, intptr_t i); /* big when needed */

static inline bool
vm_is_int(vm_value v)
{
	return VM_WORD_64 ? (v & 3u) == 1u : (v & 1u) != 0;
}

static inline bool
vm_both_int(vm_value a, vm_value b)
{
	return VM_WORD_64 ? (((a ^ 1u) | (b ^ 1u)) & 3u) == 0 :
			    (a & b & 1u) != 0;
}

static inline intptr_t
vm_int_value(vm_value v)
{
	return (intptr_t)v >> VM_INT_SHIFT;
}

static inline bool
vm_int_fits(intptr_t i)
{
	return i >= VM_INT_MIN && i <= VM_INT_MAX;
}

static inline vm_value
vm_new_int(struct vm *vm, intptr_t i)
{
	return VM_LIKELY(vm_int_fits(i)) ? VM_INT(i) :
					   vm_int_from_intptr(vm, i);
}

static inline vm_value
vm_new_bool(bool b)
{
	return b ? VM_TRUE : VM_FALSE;
}

static inline bool
vm_is_bool(vm_value v)
{
	return v == VM_TRUE || v == VM_FALSE;
}

static inline bool
vm_is_object(vm_value v)
{
	return (v & (VM_WORD_64 ? 7u : 3u)) == 0 && v >= VM_SPECIAL_LIMIT;
}

static inline struct vm_object *
vm_object(vm_value v)
{
	return (struct vm_object *)v;
}

#endif
