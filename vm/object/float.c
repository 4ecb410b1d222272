/* SPDX-License-Identifier: MIT */
/* The type float, and what ints and floats do together. */
#include "float.h"

#if VM_HAS_FLOAT

#include <math.h>

#include "../runtime/heap.h"
#include "../runtime/intern.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../runtime/writer.h"
#include "arguments.h"
#include "bigint.h"
#include "bytes.h"
#include "class.h"
#include "complex.h"
#include "decimal.h"
#include "float_parts.h"
#include "function.h"
#include "list.h"
#include "number_format.h"
#include "str.h"
#include "text.h"

vm_value
vm_float_box(struct vm *vm, vm_float f)
{
	struct vm_float_object *object =
	    vm_heap_alloc(vm, VM_TID_FLOAT, sizeof(*object));

	object->value = f;
	return VM_PTR(object);
}

bool
vm_float_read(vm_value v, vm_float *f)
{
	if (vm_is_float(v))
		*f = vm_float_value(v);
	else if (vm_is_int(v))
		*f = (vm_float)vm_int_value(v);
	else if (vm_is_bool(v))
		*f = v == VM_TRUE;
	else if (vm_is(v, VM_TID_INT))
		*f = vm_int_to_float(v, 0);
	else
		return false;
	return true;
}

/* The hash of the equal big int: low limbs of 0 add nothing to it. */
static uint32_t
hash_big_whole(vm_float f)
{
	vm_limb limbs[128 / VM_LIMB_BITS];
	size_t count = 0;
	uint64_t hash = 0;
	uint64_t low, high;
	int exponent, shift;

	low = vm_float_split(f, &exponent);
	shift = (exponent + 128) % VM_LIMB_BITS; /* exponent >= -64 */
	high = shift > 0 ? low >> (64 - shift) : 0;
	low <<= shift;
	for (; count < 64 / VM_LIMB_BITS; count++) {
		limbs[count] = (vm_limb)low;
		low = VM_LIMB_BITS == 64 ? 0 : low >> 32;
	}
	for (; high != 0; count++) {
		limbs[count] = (vm_limb)high;
		high = VM_LIMB_BITS == 64 ? 0 : high >> 32;
	}
	while (count > 1 && limbs[count - 1] == 0)
		count--;
	for (size_t i = 0; i < count; i++)
		hash = hash * 31 + limbs[i];
	hash ^= (uint64_t)(f < 0);
	return (uint32_t)(hash ^ hash >> 32);
}

uint32_t
vm_float_hash(vm_float f)
{
	uint64_t bits = 0;

	if (f - f != 0)
		return f > 0 ? 314159 : 0;
	if (f == VM_MATH(floor)(f)) {
		if (f < (vm_float)VM_INT_MIN || f >= -(vm_float)VM_INT_MIN)
			return hash_big_whole(f);
		return vm_small_int_hash(VM_INT((intptr_t)f));
	}
	memcpy(&bits, &f, sizeof(f));
	return (uint32_t)(bits ^ bits >> 32) * 2654435761u;
}

static void
float_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	char text[VM_FLOAT_REPR_MAX];

	(void)kind;
	vm_write(vm, out, text, vm_float_repr_text(text, vm_float_value(self)));
}

static uint32_t
float_hash(struct vm *vm, vm_value self)
{
	(void)vm;
	return vm_float_hash(vm_float_value(self));
}

static bool
float_truth(struct vm *vm, vm_value self)
{
	(void)vm;
	return vm_float_value(self) != 0;
}

static vm_value
float_unary(struct vm *vm, unsigned op, vm_value self)
{
	vm_float f = vm_float_value(self);

	switch (op) {
	case VM_OP_NEG:
		return vm_new_float(vm, -f);
	case VM_OP_POS:
		return self;
	case VM_OP_ABS:
		return vm_new_float(vm, VM_MATH(fabs)(f));
	default:
		return VM_UNDEF;
	}
}

void
vm_float_divmod(vm_float a, vm_float b, vm_float *quotient, vm_float *remainder)
{
	vm_float mod = VM_MATH(fmod)(a, b);
	vm_float div = (a - mod) / b;

	if (mod == 0) {
		mod = VM_MATH(copysign)(0, b);
	} else if ((b < 0) != (mod < 0)) {
		mod += b;
		div -= 1;
	}
	if (div == 0) {
		div = VM_MATH(copysign)(0, a / b);
	} else {
		vm_float whole = VM_MATH(floor)(div);

		/* (a - mod) / b is an integer but for rounding. */
		if (div - whole > (vm_float)0.5)
			whole += 1;
		div = whole;
	}
	*quotient = div;
	*remainder = mod;
}

static vm_value
float_divide(struct vm *vm, unsigned op, vm_float a, vm_float b)
{
	vm_value pair[2];
	vm_float quotient;
	vm_float remainder;

	if (b == 0)
		vm_raise_zero_division(vm);
	if (op == VM_OP_DIV)
		return vm_new_float(vm, a / b);
	vm_float_divmod(a, b, &quotient, &remainder);
	if (op == VM_OP_FDIV)
		return vm_new_float(vm, quotient);
	if (op == VM_OP_MOD)
		return vm_new_float(vm, remainder);
	pair[0] = vm_new_float(vm, quotient);
	pair[1] = vm_new_float(vm, remainder);
	return vm_tuple_new(vm, 2, pair);
}

static vm_value
float_power(struct vm *vm, vm_float a, vm_float b)
{
	/* Finite: x - x is 0 for no other. */
	if (a == 0 && b < 0 && b - b == 0)
		vm_raise_zero_division(vm);
	if (a < 0 && a - a == 0 && b - b == 0 && b != VM_MATH(floor)(b))
		return vm_complex_power(vm, vm_complex_new(vm, a, 0),
		    vm_new_float(vm, b));
	return vm_new_float(vm, VM_MATH(pow)(a, b));
}

static vm_value
float_arithmetic(struct vm *vm, unsigned op, vm_float a, vm_float b)
{
	switch (op) {
	case VM_OP_ADD:
		return vm_new_float(vm, a + b);
	case VM_OP_SUB:
		return vm_new_float(vm, a - b);
	case VM_OP_MUL:
		return vm_new_float(vm, a * b);
	case VM_OP_POW:
		return float_power(vm, a, b);
	case VM_OP_DIV:
	case VM_OP_FDIV:
	case VM_OP_MOD:
	case VM_OP_DIVMOD:
		return float_divide(vm, op, a, b);
	default:
		return VM_UNDEF;
	}
}

/* Comparison by two orders: a < b and a > b; NaN has neither. */
static vm_value
float_order(unsigned op, bool less, bool greater, bool equal)
{
	switch (op) {
	case VM_OP_EQ:
		return vm_new_bool(equal);
	case VM_OP_NE:
		return vm_new_bool(!equal);
	case VM_OP_LT:
		return vm_new_bool(less);
	case VM_OP_LE:
		return vm_new_bool(less || equal);
	case VM_OP_GT:
		return vm_new_bool(greater);
	default:
		return vm_new_bool(greater || equal);
	}
}

static vm_value
float_compare(unsigned op, vm_float a, vm_value other, vm_float b)
{
	if (vm_is_integer(other) && a == a) {
		int order = -vm_int_compare_float(other, a);

		return float_order(op, order<0, order> 0, order == 0);
	}
	return float_order(op, a<b, a> b, a == b);
}

static vm_value
float_binary(struct vm *vm, unsigned op, vm_value self, vm_value other)
{
	vm_float a = vm_float_value(self);
	vm_float b;

	if (!vm_float_read(other, &b))
		return VM_UNDEF;
	if (op >= VM_OP_EQ && op <= VM_OP_GE)
		return float_compare(op, a, other, b);
	if (vm_op_is_reflected(op))
		return float_arithmetic(vm, op - VM_OP_REFLECTED, b, a);
	return float_arithmetic(vm, op, a, b);
}

/* Copies a number's text without its underscores; fails on stray ones. */
static bool
drop_underscores(struct vm *vm, char *packed, const char *text, size_t *len)
{
	size_t n = 0;

	for (size_t i = 0; i < *len; i++) {
		vm_poll_round(vm, i);
		if (text[i] != '_') {
			packed[n++] = text[i];
		} else if (i == 0 || i + 1 == *len ||
		    vm_digit_value(text[i - 1]) > 9 ||
		    vm_digit_value(text[i + 1]) > 9) {
			return false;
		}
	}
	*len = n;
	return true;
}

static bool
parse_stripped(struct vm *vm, const char *text, size_t len, vm_float *value)
{
	bool negative = false;
	size_t used;

	if (len > 0 && (*text == '+' || *text == '-')) {
		negative = *text++ == '-';
		len--;
	}
	used = vm_decimal_parse(vm, text, len, value);
	if (negative)
		*value = -*value;
	return used > 0 && used == len;
}

vm_value
vm_float_parse(struct vm *vm, const char *text, size_t len)
{
	const char *end = text + len;
	vm_float value = 0;
	bool valid = true;

	vm_text_trim(&text, &end);
	len = (size_t)(end - text);
	if (len > 0 && memchr(text, '_', len) != NULL) {
		char *packed = vm_heap_new_bytes(vm, len);

		valid = drop_underscores(vm, packed, text, &len);
		text = packed;
	}
	if (!valid || !parse_stripped(vm, text, len, &value))
		vm_raise_value_error(vm, "invalid syntax for number");
	return vm_new_float(vm, value);
}

vm_float
vm_get_float(struct vm *vm, vm_value v)
{
	vm_value native = vm_native_value(v);
	vm_value result;
	vm_float f;

	if (vm_float_read(native, &f))
		return f;
	result = vm_call_special(vm, v, VM_NAME(__float__), 0, NULL);
	if (result != VM_UNDEF && vm_float_read(result, &f))
		return f;
	vm_raise_type_error(vm, "can't convert %t to float", v);
}

static vm_value
float_make(struct vm *vm, const struct vm_type *type, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	vm_value native;
	struct vm_bytes_view view;

	(void)type;
	vm_check_arguments(vm, n_pos, n_kw, 0, 1);
	if (n_pos == 0)
		return vm_new_float(vm, 0);
	native = vm_native_value(args[0]);
	if (vm_is_str(native) || vm_native_type(native)->slots->bytes != NULL) {
		vm_get_bytes_or_str(vm, native, &view);
		return vm_float_parse(vm, (const char *)view.data, view.len);
	}
	return vm_new_float(vm, vm_get_float(vm, args[0]));
}

bool
vm_float_is_whole(vm_value v)
{
	vm_float f = vm_float_value(v);

	return f - f == 0 && f == VM_MATH(floor)(f);
}

static vm_value
float_is_integer(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return vm_new_bool(vm_float_is_whole(
	    vm_new_float(vm, (vm_float)vm_get_float(vm, args[0]))));
}
VM_DEFINE_NATIVE(float_is_integer_native, float_is_integer, 1, 1);

static const struct vm_slots float_slots = {
	.print = float_print,
	.hash = float_hash,
	.truth = float_truth,
	.unary = float_unary,
	.binary = float_binary,
	.make = float_make,
};

static const struct vm_member float_members[] = {
	{ VM_NAME(is_integer), VM_NATIVE(float_is_integer_native) },
};

VM_DEFINE_TYPE(float, float, NULL, VM_TYPE_HASHABLE, float_slots,
    float_members);

/* Nearest integer, ties to even. */
static vm_value
round_to_int(struct vm *vm, vm_float f)
{
	vm_float whole;

	whole = VM_MATH(floor)(f);
	if (f - whole > (vm_float)0.5 ||
	    (f - whole == (vm_float)0.5 && VM_MATH(fmod)(whole, 2) != 0))
		whole += 1;
	return vm_int_from_float(vm, whole);
}

static vm_value
round_to_digits(struct vm *vm, vm_float f, intptr_t digits)
{
	struct vm_decimal d;
	vm_float rounded;

	if (f - f != 0 || digits > VM_DECIMAL_EXACT_MAX)
		return vm_new_float(vm, f);
	if (digits < -VM_DECIMAL_POINT_MAX)
		return vm_new_float(vm, VM_MATH(copysign)(0, f));
	vm_decimal_rounded(&d, VM_MATH(fabs)(f), VM_DECIMAL_FRACTION,
	    (int)digits);
	rounded = vm_decimal_to_float(vm, d.digits, (size_t)d.count,
	    d.point - d.count);
	return vm_new_float(vm, VM_MATH(copysign)(rounded, f));
}

#else

#include "../runtime/intern.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "bigint.h"

/* The names stay; there are no values of these types. */
static const struct vm_slots no_slots;

VM_DEFINE_TYPE_PLAIN(float, float, NULL, VM_TYPE_FINAL, no_slots);
VM_DEFINE_TYPE_PLAIN(complex, complex, NULL, VM_TYPE_FINAL, no_slots);

#endif /* VM_HAS_FLOAT */

/* An int rounded to a negative number of digits, ties to even. */
static vm_value
round_int(struct vm *vm, vm_value v, intptr_t digits)
{
	vm_value unit;
	vm_value half;
	vm_value quotient;
	vm_value rest;
	int order;

	if (digits >= 0)
		return v;
	if ((size_t)-digits > vm_int_bit_length(v))
		return VM_INT(0);
	unit = vm_int_power(vm, VM_INT(10), VM_INT(-digits));
	vm_int_divide(vm, v, unit, &quotient, &rest);
	half = vm_int_shift_right(vm, unit, 1);
	order = vm_int_compare(rest, half);
	if (order > 0 || (order == 0 && vm_int_is_odd(quotient)))
		quotient = vm_int_binary(vm, VM_OP_ADD, quotient, VM_INT(1));
	return vm_int_binary(vm, VM_OP_MUL, quotient, unit);
}

vm_value
vm_number_round(struct vm *vm, vm_value number, vm_value digits)
{
	bool whole = digits == VM_UNDEF || digits == VM_NONE;

#if VM_HAS_FLOAT
	if (vm_is_float(number)) {
		vm_float f = vm_float_value(number);

		return whole ? round_to_int(vm, f) :
			       round_to_digits(vm, f, vm_get_int(vm, digits));
	}
#endif
	if (vm_is_bool(number))
		number = VM_INT(number == VM_TRUE);
	if (!vm_is_integer(number))
		vm_raise_type_error(vm, "can't convert %t to float", number);
	return whole ? number : round_int(vm, number, vm_get_int(vm, digits));
}
