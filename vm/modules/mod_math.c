/* SPDX-License-Identifier: MIT */
/* The module math. */
#include "modules.h"

#include "../object/bigint.h"
#include "../object/float.h"
#include "../object/float_parts.h"
#include "../object/function.h"
#include "../object/int.h"
#include "../object/list.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"

static vm_value
math_factorial(struct vm *vm, size_t argc, vm_value *args)
{
	intptr_t n = vm_get_int(vm, args[0]);
	vm_value product = VM_INT(1);

	(void)argc;
	if (n < 0)
		vm_raise_value_error(vm, "negative factorial");
	for (intptr_t i = 2; i <= n; i++)
		product = vm_int_binary(vm, VM_OP_MUL, product, VM_INT(i));
	return product;
}
VM_DEFINE_NATIVE(math_factorial_native, math_factorial, 1, 1);

static vm_value
math_gcd(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value a = VM_INT(0);

	for (size_t i = 0; i < argc; i++) {
		vm_value b = vm_index(vm, args[i]);

		while (b != VM_INT(0)) {
			vm_value rest;

			vm_int_divide(vm, a, b, NULL, &rest);
			a = b;
			b = rest;
		}
	}
	return vm_int_is_negative(a) ? vm_int_negate(vm, a) : a;
}
VM_DEFINE_NATIVE(math_gcd_native, math_gcd, 0, VM_ARGS_MANY);

/* Newton's method from above, on ints of any size. */
static vm_value
math_isqrt(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value n = vm_index(vm, args[0]);
	vm_value x;
	vm_value next;

	(void)argc;
	if (vm_int_is_negative(n))
		vm_raise_value_error(vm, "math domain error");
	if (n == VM_INT(0))
		return n;
	x = vm_int_shift_left(vm, VM_INT(1), (vm_int_bit_length(n) + 1) / 2);
	for (;;) {
		vm_int_divide(vm, n, x, &next, NULL);
		next = vm_int_binary(vm, VM_OP_ADD, next, x);
		next = vm_int_shift_right(vm, next, 1);
		if (vm_int_compare(next, x) >= 0)
			return x;
		x = next;
	}
}
VM_DEFINE_NATIVE(math_isqrt_native, math_isqrt, 1, 1);

#if VM_HAS_FLOAT

#include <math.h>

static vm_float
argument(struct vm *vm, vm_value v)
{
	return vm_get_float(vm, v);
}

/* The result, unless it is NaN or infinite without an argument being so. */
static vm_value
checked(struct vm *vm, vm_float result, vm_float a, vm_float b)
{
	bool bad = (isnan(result) && !isnan(a) && !isnan(b)) ||
	    (isinf(result) && !isinf(a) && !isinf(b));

	if (bad)
		vm_raise_value_error(vm, "math domain error");
	return vm_new_float(vm, result);
}

#define X(name, function)                                       \
	static vm_value math_##name(struct vm *vm, size_t argc, \
	    vm_value *args)                                     \
	{                                                       \
		vm_float x = argument(vm, args[0]);             \
		(void)argc;                                     \
		return checked(vm, VM_MATH(function)(x), x, x); \
	}                                                       \
	VM_DEFINE_NATIVE(math_##name##_native, math_##name, 1, 1);
#include "math_functions.def"
#undef X

static vm_value
math_pow(struct vm *vm, size_t argc, vm_value *args)
{
	vm_float a = argument(vm, args[0]);
	vm_float b = argument(vm, args[1]);

	(void)argc;
	return checked(vm, VM_MATH(pow)(a, b), a, b);
}
VM_DEFINE_NATIVE(math_pow_native, math_pow, 2, 2);

static vm_value
math_atan2(struct vm *vm, size_t argc, vm_value *args)
{
	vm_float a = argument(vm, args[0]);
	vm_float b = argument(vm, args[1]);

	(void)argc;
	return checked(vm, VM_MATH(atan2)(a, b), a, b);
}
VM_DEFINE_NATIVE(math_atan2_native, math_atan2, 2, 2);

static vm_value
math_copysign(struct vm *vm, size_t argc, vm_value *args)
{
	vm_float a = argument(vm, args[0]);

	(void)argc;
	return vm_new_float(vm, VM_MATH(copysign)(a, argument(vm, args[1])));
}
VM_DEFINE_NATIVE(math_copysign_native, math_copysign, 2, 2);

static vm_value
math_fmod(struct vm *vm, size_t argc, vm_value *args)
{
	vm_float a = argument(vm, args[0]);
	vm_float b = argument(vm, args[1]);
	vm_float result = VM_MATH(fmod)(a, b);

	(void)argc;
	if (isnan(result) && !isnan(a) && !isnan(b))
		vm_raise_value_error(vm, "math domain error");
	return vm_new_float(vm, result);
}
VM_DEFINE_NATIVE(math_fmod_native, math_fmod, 2, 2);

static vm_value
math_ldexp(struct vm *vm, size_t argc, vm_value *args)
{
	vm_float a = argument(vm, args[0]);
	intptr_t exponent = vm_get_int(vm, args[1]);

	(void)argc;
	if (exponent > 100000)
		exponent = 100000;
	if (exponent < -100000)
		exponent = -100000;
	return vm_new_float(vm, VM_MATH(ldexp)(a, (int)exponent));
}
VM_DEFINE_NATIVE(math_ldexp_native, math_ldexp, 2, 2);

static vm_value
math_frexp(struct vm *vm, size_t argc, vm_value *args)
{
	vm_float x = argument(vm, args[0]);
	int exponent = 0;
	vm_value pair[2];

	(void)argc;
	if (x - x == 0)
		x = VM_MATH(frexp)(x, &exponent);
	pair[0] = vm_new_float(vm, x);
	pair[1] = VM_INT(exponent);
	return vm_tuple_new(vm, 2, pair);
}
VM_DEFINE_NATIVE(math_frexp_native, math_frexp, 1, 1);

static vm_value
math_modf(struct vm *vm, size_t argc, vm_value *args)
{
	vm_float whole;
	vm_float part = VM_MATH(modf)(argument(vm, args[0]), &whole);
	vm_value pair[2];

	(void)argc;
	pair[0] = vm_new_float(vm, part);
	pair[1] = vm_new_float(vm, whole);
	return vm_tuple_new(vm, 2, pair);
}
VM_DEFINE_NATIVE(math_modf_native, math_modf, 1, 1);

static vm_value
math_log(struct vm *vm, size_t argc, vm_value *args)
{
	vm_float x = argument(vm, args[0]);
	vm_float base;

	if (x <= 0)
		vm_raise_value_error(vm, "math domain error");
	if (argc == 1)
		return vm_new_float(vm, VM_MATH(log)(x));
	base = argument(vm, args[1]);
	if (base <= 0)
		vm_raise_value_error(vm, "math domain error");
	if (base == 1)
		vm_raise_zero_division(vm);
	return vm_new_float(vm, VM_MATH(log)(x) / VM_MATH(log)(base));
}
VM_DEFINE_NATIVE(math_log_native, math_log, 1, 2);

static vm_value
math_degrees(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return vm_new_float(vm, argument(vm, args[0]) * (vm_float)(180 / M_PI));
}
VM_DEFINE_NATIVE(math_degrees_native, math_degrees, 1, 1);

static vm_value
math_radians(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return vm_new_float(vm, argument(vm, args[0]) * (vm_float)(M_PI / 180));
}
VM_DEFINE_NATIVE(math_radians_native, math_radians, 1, 1);

static vm_value
math_isfinite(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return vm_new_bool(isfinite(argument(vm, args[0])));
}
VM_DEFINE_NATIVE(math_isfinite_native, math_isfinite, 1, 1);

static vm_value
math_isinf(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return vm_new_bool(isinf(argument(vm, args[0])));
}
VM_DEFINE_NATIVE(math_isinf_native, math_isinf, 1, 1);

static vm_value
math_isnan(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return vm_new_bool(isnan(argument(vm, args[0])));
}
VM_DEFINE_NATIVE(math_isnan_native, math_isnan, 1, 1);

static vm_value
math_isclose(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	const vm_value names[] = { VM_CHAR_STR('a'), VM_CHAR_STR('b'),
		VM_NAME(rel_tol), VM_NAME(abs_tol) };
	vm_value in[4] = { VM_UNDEF, VM_UNDEF, VM_UNDEF, VM_INT(0) };
	vm_float a;
	vm_float b;
	vm_float relative = (vm_float)1e-9;
	vm_float absolute;
	vm_float difference;
	vm_float largest;

	vm_bind_keywords(vm, n_pos, n_kw, args, 4, 2, names, in);
	a = argument(vm, in[0]);
	b = argument(vm, in[1]);
	if (in[2] != VM_UNDEF)
		relative = argument(vm, in[2]);
	absolute = argument(vm, in[3]);
	if (relative < 0 || absolute < 0)
		vm_raise_value_error(vm, "math domain error");
	if (a == b)
		return VM_TRUE;
	if (isinf(a) || isinf(b))
		return VM_FALSE;
	difference = VM_MATH(fabs)(a - b);
	largest = VM_MATH(fmax)(VM_MATH(fabs)(a), VM_MATH(fabs)(b));
	return vm_new_bool(
	    difference <= relative * largest || difference <= absolute);
}
VM_DEFINE_NATIVE_KW(math_isclose_native, math_isclose, 2, 2);

/* An int of a float rounded by some function; ints stay as they are. */
static vm_value
rounded(struct vm *vm, vm_value v, vm_float (*function)(vm_float x))
{
	if (vm_is_integer(v))
		return v;
	return vm_int_from_float(vm, function(argument(vm, v)));
}

static vm_value
math_floor(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return rounded(vm, args[0], VM_MATH(floor));
}
VM_DEFINE_NATIVE(math_floor_native, math_floor, 1, 1);

static vm_value
math_ceil(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return rounded(vm, args[0], VM_MATH(ceil));
}
VM_DEFINE_NATIVE(math_ceil_native, math_ceil, 1, 1);

static vm_value
math_trunc(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return rounded(vm, args[0], VM_MATH(trunc));
}
VM_DEFINE_NATIVE(math_trunc_native, math_trunc, 1, 1);

static vm_value
math_hypot(struct vm *vm, size_t argc, vm_value *args)
{
	vm_float result = 0;

	for (size_t i = 0; i < argc; i++)
		result = VM_MATH(hypot)(result, argument(vm, args[i]));
	return vm_new_float(vm, result);
}
VM_DEFINE_NATIVE(math_hypot_native, math_hypot, 0, VM_ARGS_MANY);

#define CONSTANT(ident, number)                                  \
	static const struct vm_float_object ident VM_ALIGNED = { \
		.head = VM_ROM_HEAD(VM_TID_FLOAT),               \
		.value = (vm_float)(number),                     \
	}
CONSTANT(constant_e, 2.718281828459045);
CONSTANT(constant_pi, 3.141592653589793);
CONSTANT(constant_tau, 6.283185307179586);
CONSTANT(constant_inf, __builtin_inf());
CONSTANT(constant_nan, __builtin_nan(""));

#endif /* VM_HAS_FLOAT */

static const struct vm_member math_members[] = {
	{ VM_NAME(factorial), VM_NATIVE(math_factorial_native) },
	{ VM_NAME(gcd), VM_NATIVE(math_gcd_native) },
	{ VM_NAME(isqrt), VM_NATIVE(math_isqrt_native) },
#if VM_HAS_FLOAT
#define X(name, function) { VM_NAME(name), VM_NATIVE(math_##name##_native) },
#include "math_functions.def"
#undef X
	{ VM_NAME(atan2), VM_NATIVE(math_atan2_native) },
	{ VM_NAME(ceil), VM_NATIVE(math_ceil_native) },
	{ VM_NAME(copysign), VM_NATIVE(math_copysign_native) },
	{ VM_NAME(degrees), VM_NATIVE(math_degrees_native) },
	{ VM_CHAR_STR('e'), VM_PTR(&constant_e) },
	{ VM_NAME(floor), VM_NATIVE(math_floor_native) },
	{ VM_NAME(fmod), VM_NATIVE(math_fmod_native) },
	{ VM_NAME(frexp), VM_NATIVE(math_frexp_native) },
	{ VM_NAME(hypot), VM_NATIVE(math_hypot_native) },
	{ VM_NAME(inf), VM_PTR(&constant_inf) },
	{ VM_NAME(isclose), VM_NATIVE(math_isclose_native) },
	{ VM_NAME(isfinite), VM_NATIVE(math_isfinite_native) },
	{ VM_NAME(isinf), VM_NATIVE(math_isinf_native) },
	{ VM_NAME(isnan), VM_NATIVE(math_isnan_native) },
	{ VM_NAME(ldexp), VM_NATIVE(math_ldexp_native) },
	{ VM_NAME(log), VM_NATIVE(math_log_native) },
	{ VM_NAME(modf), VM_NATIVE(math_modf_native) },
	{ VM_NAME(nan), VM_PTR(&constant_nan) },
	{ VM_NAME(pi), VM_PTR(&constant_pi) },
	{ VM_NAME(pow), VM_NATIVE(math_pow_native) },
	{ VM_NAME(radians), VM_NATIVE(math_radians_native) },
	{ VM_NAME(tau), VM_PTR(&constant_tau) },
	{ VM_NAME(trunc), VM_NATIVE(math_trunc_native) },
#endif
};

VM_DEFINE_MODULE(math, math_members);
