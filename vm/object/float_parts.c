/* SPDX-License-Identifier: MIT */
/*
 * Floats and ints of any size: exact conversion and order. All by the bits
 * of a float, so that no arithmetic of a wider type is linked.
 */
#include "float_parts.h"

#if VM_HAS_FLOAT

#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "bigint.h"
#include "decimal.h"
#include "float.h"

#define FRACTION_BITS (VM_DECIMAL_MANTISSA_BITS - 1)
#define SIGN          ((vm_float_word)1 << (VM_FLOAT_BITS - 1))
#define EXPONENT_CAP  8192

uint64_t
vm_float_split(vm_float f, int *exponent)
{
	vm_float_word bits;
	uint64_t mantissa;
	int biased;
	int zeros;

	memcpy(&bits, &f, sizeof(bits));
	bits &= SIGN - 1;
	biased = (int)(bits >> FRACTION_BITS);
	mantissa = bits & (((vm_float_word)1 << FRACTION_BITS) - 1);
	*exponent = 0;
	if (bits == 0)
		return 0;
	if (biased == 0)
		biased = 1;
	else
		mantissa |= (uint64_t)1 << FRACTION_BITS;
	zeros = __builtin_clzll(mantissa);
	*exponent = biased - 1 + VM_DECIMAL_EXPONENT_MIN + 64 - zeros;
	return mantissa << zeros;
}

#if VM_FLOAT_BITS == 64
uint64_t
vm_float_to_wide(vm_float f)
{
	uint64_t wide;

	memcpy(&wide, &f, sizeof(f));
	return wide;
}

vm_float
vm_float_from_wide(uint64_t wide)
{
	vm_float f;

	memcpy(&f, &wide, sizeof(f));
	return f;
}
#else
/* The format with 64 bits. */
#define WIDE_BITS    52
#define WIDE_BIAS    1023
#define WIDE_SPECIAL 0x7ff
#define WIDE_SIGN    ((uint64_t)1 << 63)

uint64_t
vm_float_to_wide(vm_float f)
{
	int exponent;
	uint64_t mantissa = vm_float_split(f, &exponent);
	uint64_t wide = 0;
	vm_float_word bits;

	if (f - f != 0)
		exponent = WIDE_SPECIAL - WIDE_BIAS + 1;
	if (mantissa != 0)
		wide = (mantissa << 1 >> (64 - WIDE_BITS)) |
		    (uint64_t)(unsigned)(exponent - 1 + WIDE_BIAS) << WIDE_BITS;
	memcpy(&bits, &f, sizeof(bits));
	return (bits & SIGN) != 0 ? wide | WIDE_SIGN : wide;
}

vm_float
vm_float_from_wide(uint64_t wide)
{
	int biased = (int)(wide >> WIDE_BITS & WIDE_SPECIAL);
	uint64_t mantissa = wide & (((uint64_t)1 << WIDE_BITS) - 1);
	vm_float f;

	if (biased == WIDE_SPECIAL && mantissa != 0)
		return __builtin_nanf("");
	if (biased != 0)
		mantissa |= (uint64_t)1 << WIDE_BITS;
	f = vm_float_join(mantissa,
	    biased == WIDE_SPECIAL ? EXPONENT_CAP :
				     biased - WIDE_BIAS - WIDE_BITS,
	    false);
	return (wide & WIDE_SIGN) != 0 ? -f : f;
}
#endif

/* The upper 64 bits of a number of so many bits; all, if there are less. */
static uint64_t
top_bits(const struct vm_int_view *view, size_t bits, bool *more)
{
	size_t shift = bits > 64 ? bits - 64 : 0;
	uint64_t top = 0;

	for (size_t i = bits; i-- > shift;)
		top = top << 1 | vm_limbs_test_bit(view->limbs, view->count, i);
	*more = vm_limbs_low_bits(view->limbs, view->count, shift);
	return top;
}

vm_float
vm_int_to_float(vm_value v, long exponent)
{
	struct vm_int_view view;
	size_t bits;
	uint64_t top;
	bool more;
	vm_float value;

	vm_int_view(&view, v);
	bits = vm_limbs_bit_length(view.limbs, view.count);
	top = top_bits(&view, bits, &more);
	if (bits > 64)
		exponent += (long)(bits - 64);
	if (exponent > EXPONENT_CAP)
		exponent = EXPONENT_CAP;
	value = vm_float_join(top, exponent, more);
	return view.negative ? -value : value;
}

vm_value
vm_int_from_float(struct vm *vm, vm_float f)
{
	int exponent;
	int64_t whole;
	vm_value v;

	if (f != f)
		vm_raise_value_error(vm, "can't convert NaN to int");
	if (f - f != 0)
		vm_raise_overflow(vm, "can't convert inf to int");
	whole = (int64_t)(vm_float_split(f, &exponent) >> 1);
	if (exponent <= 0)
		return VM_INT(0);
	if (exponent < 63)
		whole >>= 63 - exponent;
	v = vm_int_from_int64(vm, f < 0 ? -whole : whole);
	return exponent <= 63 ?
	    v :
	    vm_int_shift_left(vm, v, (size_t)(exponent - 63));
}

int
vm_int_compare_float(vm_value v, vm_float f)
{
	vm_float rounded = 0;
	struct vm_int_view view;
	uint64_t top, mantissa;
	size_t bits;
	int exponent;
	int order;
	bool more;

	/* Only where rounding lost bits is the answer not plain. */
	vm_float_read(v, &rounded);
	if (rounded != f)
		return rounded < f ? -1 : 1;
	if (f - f != 0)
		return f < 0 ? 1 : -1;
	mantissa = vm_float_split(f, &exponent);
	if (exponent <= VM_DECIMAL_MANTISSA_BITS)
		return 0;
	vm_int_view(&view, v);
	bits = vm_limbs_bit_length(view.limbs, view.count);
	top = top_bits(&view, bits, &more);
	if (bits != (size_t)exponent) /* rounded up to a power of two */
		order = -1;
	else {
		top <<= bits < 64 ? 64 - bits : 0;
		order = top == mantissa ? more : top < mantissa ? -1 : 1;
	}
	return view.negative ? -order : order;
}

/* ---- division ----------------------------------------------------------- */

/*
 * a / b rounded once: enough quotient bits for any float, and one more that
 * says whether there was a remainder.
 */
static vm_float
divide_exactly(struct vm *vm, vm_value a, vm_value b)
{
	long a_bits = (long)vm_int_bit_length(a);
	long b_bits = (long)vm_int_bit_length(b);
	long shift = 66 - (a_bits - b_bits);
	vm_value quotient;
	vm_value remainder;

	if (shift > 0)
		a = vm_int_shift_left(vm, a, (size_t)shift);
	else
		b = vm_int_shift_left(vm, b, (size_t)-shift);
	vm_int_divide(vm, a, b, &quotient, &remainder);
	quotient = vm_int_shift_left(vm, quotient, 1);
	if (remainder != VM_INT(0))
		quotient = vm_int_binary(vm, VM_OP_ADD, quotient, VM_INT(1));
	return vm_int_to_float(quotient, -shift - 1);
}

/* The same where numbers of 32 bits may have more than a float holds. */
static vm_float
quotient_of_words(intptr_t a, intptr_t b)
{
	uint64_t magnitude = a < 0 ? 0 - (uint64_t)a : (uint64_t)a;
	uint64_t divisor = b < 0 ? 0 - (uint64_t)b : (uint64_t)b;
	int shift = __builtin_clzll(magnitude);
	uint64_t quotient;
	vm_float value;

	magnitude <<= shift;
	quotient = magnitude / divisor;
	value =
	    vm_float_join(quotient, -shift, quotient * divisor != magnitude);
	return (a < 0) != (b < 0) ? -value : value;
}

vm_value
vm_int_true_divide(struct vm *vm, vm_value a, vm_value b)
{
	vm_float quotient;

	if (b == VM_INT(0))
		vm_raise_zero_division(vm);
	if (a == VM_INT(0))
		quotient = vm_int_is_negative(b) ? -(vm_float)0 : 0;
	else if (vm_is_int(a) && vm_is_int(b) && VM_INT_MAX >> 31 == 0)
		quotient = quotient_of_words(vm_int_value(a), vm_int_value(b));
	else if (vm_int_bit_length(a) <= VM_DECIMAL_MANTISSA_BITS &&
	    vm_int_bit_length(b) <= VM_DECIMAL_MANTISSA_BITS)
		quotient =
		    (vm_float)vm_int_value(a) / (vm_float)vm_int_value(b);
	else
		quotient = divide_exactly(vm, a, b);
	return vm_new_float(vm, quotient);
}

#endif
