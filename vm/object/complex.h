/* SPDX-License-Identifier: MIT */
/* complex: two floats. */
#ifndef VM_COMPLEX_H
#define VM_COMPLEX_H

#include "object.h"

#if VM_HAS_FLOAT

struct vm_complex {
	struct vm_object head;
	vm_float real;
	vm_float imag;
};

/* Reads an int, bool, float or complex; false: anything else. */
bool vm_complex_parts(vm_value v, vm_float *real, vm_float *imag);
vm_value vm_complex_power(struct vm *vm, vm_value base, vm_value exponent);

#endif

#endif
