/* SPDX-License-Identifier: MIT */
/* The module cmath; without floats it is empty. */
#include "../object/class.h"
#include "../object/complex.h"
#include "../object/float.h"
#include "../object/function.h"
#include "../object/int.h"
#include "../object/list.h"
#include "../runtime/raise.h"
#include "modules.h"

#if VM_HAS_FLOAT

#include <math.h>

#define LOG10_E ((vm_float)0.43429448190325182765)

struct parts {
	vm_float real;
	vm_float imag;
};

static struct parts
get_parts(struct vm *vm, vm_value v)
{
	struct parts z;

	if (!vm_complex_parts(vm_native_value(v), &z.real, &z.imag))
		vm_raise_type_error(vm, "can't convert %t to complex", v);
	return z;
}

static vm_float
length(struct parts z)
{
	return VM_MATH(hypot)(z.real, z.imag);
}

static vm_float
angle(struct parts z)
{
	return VM_MATH(atan2)(z.imag, z.real);
}

static vm_value
from_polar(struct vm *vm, vm_float r, vm_float phi)
{
	return vm_complex_new(vm, r * VM_MATH(cos)(phi), r * VM_MATH(sin)(phi));
}

static vm_value
phase(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return vm_new_float(vm, angle(get_parts(vm, args[0])));
}

static vm_value
polar(struct vm *vm, size_t argc, vm_value *args)
{
	struct parts z = get_parts(vm, args[0]);
	vm_value items[2];

	(void)argc;
	items[0] = vm_new_float(vm, length(z));
	items[1] = vm_new_float(vm, angle(z));
	return vm_tuple_new(vm, 2, items);
}

static vm_value
rect(struct vm *vm, size_t argc, vm_value *args)
{
	vm_float r = vm_get_float(vm, args[0]);

	(void)argc;
	return from_polar(vm, r, vm_get_float(vm, args[1]));
}

static vm_value
complex_exp(struct vm *vm, size_t argc, vm_value *args)
{
	struct parts z = get_parts(vm, args[0]);

	(void)argc;
	return from_polar(vm, VM_MATH(exp)(z.real), z.imag);
}

static vm_value
complex_log(struct vm *vm, size_t argc, vm_value *args)
{
	struct parts z = get_parts(vm, args[0]);

	(void)argc;
	return vm_complex_new(vm, VM_MATH(log)(length(z)), angle(z));
}

static vm_value
complex_log10(struct vm *vm, size_t argc, vm_value *args)
{
	struct parts z = get_parts(vm, args[0]);

	(void)argc;
	return vm_complex_new(vm, VM_MATH(log10)(length(z)),
	    LOG10_E * angle(z));
}

static vm_value
complex_sqrt(struct vm *vm, size_t argc, vm_value *args)
{
	struct parts z = get_parts(vm, args[0]);

	(void)argc;
	return from_polar(vm, VM_MATH(sqrt)(length(z)), angle(z) / 2);
}

static vm_value
complex_cos(struct vm *vm, size_t argc, vm_value *args)
{
	struct parts z = get_parts(vm, args[0]);

	(void)argc;
	return vm_complex_new(vm, VM_MATH(cos)(z.real) * VM_MATH(cosh)(z.imag),
	    -VM_MATH(sin)(z.real) * VM_MATH(sinh)(z.imag));
}

static vm_value
complex_sin(struct vm *vm, size_t argc, vm_value *args)
{
	struct parts z = get_parts(vm, args[0]);

	(void)argc;
	return vm_complex_new(vm, VM_MATH(sin)(z.real) * VM_MATH(cosh)(z.imag),
	    VM_MATH(cos)(z.real) * VM_MATH(sinh)(z.imag));
}

static vm_value
cmath_getattr(struct vm *vm, vm_value name)
{
	if (name == VM_CHAR_STR('e'))
		return vm_new_float(vm, (vm_float)2.71828182845904523536);
	if (name == VM_NAME(pi))
		return vm_new_float(vm, (vm_float)3.14159265358979323846);
	return VM_UNDEF;
}

VM_DEFINE_NATIVE(cos_native, complex_cos, 1, 1);
VM_DEFINE_NATIVE(exp_native, complex_exp, 1, 1);
VM_DEFINE_NATIVE(log10_native, complex_log10, 1, 1);
VM_DEFINE_NATIVE(log_native, complex_log, 1, 1);
VM_DEFINE_NATIVE(phase_native, phase, 1, 1);
VM_DEFINE_NATIVE(polar_native, polar, 1, 1);
VM_DEFINE_NATIVE(rect_native, rect, 2, 2);
VM_DEFINE_NATIVE(sin_native, complex_sin, 1, 1);
VM_DEFINE_NATIVE(sqrt_native, complex_sqrt, 1, 1);

static const struct vm_member cmath_members[] = {
	{ VM_NAME(__name__), VM_NAME(cmath) },
	{ VM_NAME(cos), VM_NATIVE(cos_native) },
	{ VM_CHAR_STR('e'), VM_UNDEF },
	{ VM_NAME(exp), VM_NATIVE(exp_native) },
	{ VM_NAME(log), VM_NATIVE(log_native) },
	{ VM_NAME(log10), VM_NATIVE(log10_native) },
	{ VM_NAME(phase), VM_NATIVE(phase_native) },
	{ VM_NAME(pi), VM_UNDEF },
	{ VM_NAME(polar), VM_NATIVE(polar_native) },
	{ VM_NAME(rect), VM_NATIVE(rect_native) },
	{ VM_NAME(sin), VM_NATIVE(sin_native) },
	{ VM_NAME(sqrt), VM_NATIVE(sqrt_native) },
};

VM_DEFINE_MODULE_ATTR(cmath, cmath_members, cmath_getattr, NULL);

#else

static const struct vm_member cmath_members[] = {
	{ VM_NAME(__name__), VM_NAME(cmath) },
};

VM_DEFINE_MODULE(cmath, cmath_members);

#endif
