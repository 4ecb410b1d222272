/* SPDX-License-Identifier: MIT */
/* Division and shifts of small integers, for interp.c only. */
#ifndef VM_INTERP_INT_H
#define VM_INTERP_INT_H

#include "../object/value.h"

#define VM_WORD_BITS ((intptr_t)(sizeof(intptr_t) * 8))

static inline intptr_t
floor_div(vm_value x, vm_value y)
{
	intptr_t n = vm_int_value(x);
	intptr_t d = vm_int_value(y);
	intptr_t q = n / d;

	return q - (n % d != 0 && (n < 0) != (d < 0));
}

static inline intptr_t
floor_mod(vm_value x, vm_value y)
{
	intptr_t n = vm_int_value(x);
	intptr_t d = vm_int_value(y);
	intptr_t m = n % d;

	return m != 0 && (m < 0) != (d < 0) ? m + d : m;
}

static inline bool
shift_left(vm_value x, vm_value y, intptr_t *r)
{
	intptr_t n = vm_int_value(x);
	intptr_t count = vm_int_value(y);
	intptr_t shifted;

	if (count < 0 || count >= VM_WORD_BITS - VM_INT_SHIFT)
		return false;
	shifted = (intptr_t)((uintptr_t)n << count);
	if (shifted >> count != n || !vm_int_fits(shifted))
		return false;
	*r = (intptr_t)VM_INT(shifted);
	return true;
}

#endif
