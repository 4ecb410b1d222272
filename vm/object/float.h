/* SPDX-License-Identifier: MIT */
/* Helpers around the type float. */
#ifndef VM_FLOAT_H
#define VM_FLOAT_H

#include "float_value.h"

#if VM_HAS_FLOAT

/* The math.h function of the float type in use. */
#if VM_FLOAT_BITS == 32
#define VM_MATH(name) name##f
#else
#define VM_MATH(name) name
#endif

uint32_t vm_float_hash(vm_float f);
/* Whether a float value is finite and an integer. */
bool vm_float_is_whole(vm_value v);
/* Reads an int, bool or float; false: anything else. */
bool vm_float_read(vm_value v, vm_float *f);
/* Python's // and %, the divisor not being zero. */
void vm_float_divmod(vm_float a, vm_float b, vm_float *quotient,
    vm_float *remainder);

#endif

/* round(number[, digits]); digits is VM_UNDEF when not given. */
vm_value vm_number_round(struct vm *vm, vm_value number, vm_value digits);

#endif
