/* SPDX-License-Identifier: MIT */
/* The parts of a float; floats and ints of any size. */
#ifndef VM_FLOAT_PARTS_H
#define VM_FLOAT_PARTS_H

#include "value.h"

#if VM_HAS_FLOAT

/*
 * f without its sign is mantissa * 2**(exponent - 64), the mantissa's top bit
 * being set; 0 and 0 for zero. f is finite.
 */
uint64_t vm_float_split(vm_float f, int *exponent);
/* Nearest to mantissa * 2**exponent, a bit more when sticky. */
vm_float vm_float_join(uint64_t mantissa, long exponent, bool sticky);

/* The bits of a float of 64 bits. */
uint64_t vm_float_to_wide(vm_float f);
vm_float vm_float_from_wide(uint64_t wide);

/* v * 2**exponent; infinite when too large */
vm_float vm_int_to_float(vm_value v, long exponent);
/* Towards 0; raises for what is not finite. */
vm_value vm_int_from_float(struct vm *vm, vm_float f);
/* Exact order of an int and a float; NaN is not handled. */
int vm_int_compare_float(vm_value v, vm_float f);
/* a / b, rounded once. */
vm_value vm_int_true_divide(struct vm *vm, vm_value a, vm_value b);

#endif

#endif
