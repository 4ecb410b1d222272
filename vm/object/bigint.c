/* SPDX-License-Identifier: MIT */
/* Arithmetic of ints of any size on top of the limb functions. */
#include "bigint.h"

#include "../runtime/heap.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../vm.h"
#include "decimal.h"
#include "float_parts.h"
#include "float_value.h"
#include "list.h"

/* Products of limbs after which a long division asks for events. */
#define DIVIDE_PIECE  20000
#define LONG_ROW      1000 /* limbs of a factor so long that it is paused */
#define COMPARE_PIECE ((size_t)64 * 1024) /* limbs between two polls */

static size_t
set_limbs(vm_limb *limbs, uint64_t value)
{
	size_t count = 0;

	for (; value != 0; count++) {
		limbs[count] = (vm_limb)value;
#if VM_LIMB_BITS == 64
		value = 0;
#else
		value >>= VM_LIMB_BITS;
#endif
	}
	return count;
}

void
vm_int_view(struct vm_int_view *view, vm_value v)
{
	if (vm_is(v, VM_TID_INT)) {
		const struct vm_bigint *big = (const struct vm_bigint *)v;

		view->limbs = big->limbs;
		view->count = big->limb_count;
		view->negative = vm_flag_a(&big->head);
		return;
	}
	intptr_t i = vm_is_int(v) ? vm_int_value(v) : v == VM_TRUE;

	view->negative = i < 0;
	view->limbs = view->local;
	view->count = set_limbs(view->local,
	    i < 0 ? 0 - (uint64_t)(int64_t)i : (uint64_t)i);
}

struct vm_bigint *
vm_bigint_alloc(struct vm *vm, size_t count)
{
	size_t size = sizeof(struct vm_bigint) + count * sizeof(vm_limb);
	struct vm_bigint *big;

	if (count > UINT32_MAX / sizeof(vm_limb) - 16)
		vm_raise_no_memory(vm, SIZE_MAX);
	big = vm_heap_alloc(vm, VM_TID_INT, size);
	big->limb_count = (uint32_t)count;
	return big;
}

/* Whether a magnitude of at most one word is a small int; sets *i. */
static bool
fits_word(const vm_limb *limbs, size_t count, bool negative, intptr_t *i)
{
	uint64_t size = 0;

	if (count > 64 / VM_LIMB_BITS)
		return false;
	for (size_t n = count; n-- > 0;) {
#if VM_LIMB_BITS == 64
		size = limbs[n];
#else
		size = size << VM_LIMB_BITS | limbs[n];
#endif
	}
	if (size > (uint64_t)VM_INT_MAX + negative)
		return false;
	*i = negative ? (intptr_t)(0 - (int64_t)size) : (intptr_t)size;
	return true;
}

vm_value
vm_bigint_finish(struct vm *vm, struct vm_bigint *big, size_t count,
    bool negative)
{
	intptr_t small;

	count = vm_limbs_trim(big->limbs, count);
	if (fits_word(big->limbs, count, negative, &small))
		return VM_INT(small);
	if (count < big->limb_count)
		vm_heap_shrink(vm, big,
		    sizeof(*big) + count * sizeof(big->limbs[0]));
	big->limb_count = (uint32_t)count;
	if (negative)
		big->head.bits |= VM_BIT_FLAG_A;
	return VM_PTR(big);
}

vm_value
vm_int_from_limbs(struct vm *vm, const vm_limb *limbs, size_t count,
    bool negative)
{
	struct vm_bigint *big;
	intptr_t small;

	count = vm_limbs_trim(limbs, count);
	if (fits_word(limbs, count, negative, &small))
		return VM_INT(small);
	big = vm_bigint_alloc(vm, count);
	memcpy(big->limbs, limbs, count * sizeof(*limbs));
	return vm_bigint_finish(vm, big, count, negative);
}

vm_value
vm_int_from_uint64(struct vm *vm, uint64_t i)
{
	vm_limb limbs[64 / VM_LIMB_BITS];

	if (i <= (uint64_t)VM_INT_MAX)
		return VM_INT((intptr_t)i);
	return vm_int_from_limbs(vm, limbs, set_limbs(limbs, i), false);
}

vm_value
vm_int_from_int64(struct vm *vm, int64_t i)
{
	vm_limb limbs[64 / VM_LIMB_BITS];
	uint64_t size = i < 0 ? 0 - (uint64_t)i : (uint64_t)i;

	if (i >= VM_INT_MIN && i <= VM_INT_MAX)
		return VM_INT((intptr_t)i);
	return vm_int_from_limbs(vm, limbs, set_limbs(limbs, size), i < 0);
}

vm_value
vm_int_from_intptr(struct vm *vm, intptr_t i)
{
	return vm_int_from_int64(vm, i);
}

int
vm_int_compare(vm_value a, vm_value b)
{
	struct vm_int_view x;
	struct vm_int_view y;
	int order;

	vm_int_view(&x, a);
	vm_int_view(&y, b);
	if (x.negative != y.negative)
		return x.negative ? -1 : 1;
	order = vm_limbs_compare(x.limbs, x.count, y.limbs, y.count);
	return x.negative ? -order : order;
}

/* The same, letting interrupts in. */
static int
compare_long(struct vm *vm, vm_value a, vm_value b)
{
	struct vm_int_view x;
	struct vm_int_view y;
	int order = 0;

	vm_int_view(&x, a);
	vm_int_view(&y, b);
	if (x.negative != y.negative || x.count != y.count)
		return vm_int_compare(a, b);
	for (size_t left = x.count; left > 0 && order == 0;) {
		size_t some = left < COMPARE_PIECE ? left : COMPARE_PIECE;

		left -= some;
		order = vm_limbs_compare(x.limbs + left, some, y.limbs + left,
		    some);
		vm_poll_work(vm, some / 8);
	}
	return x.negative ? -order : order;
}

bool
vm_int_is_negative(vm_value v)
{
	struct vm_int_view view;

	vm_int_view(&view, v);
	return view.negative;
}

bool
vm_int_is_odd(vm_value v)
{
	struct vm_int_view view;

	vm_int_view(&view, v);
	return view.count > 0 && (view.limbs[0] & 1) != 0;
}

size_t
vm_int_bit_length(vm_value v)
{
	struct vm_int_view view;

	vm_int_view(&view, v);
	return vm_limbs_bit_length(view.limbs, view.count);
}

/* a + b, or a - b when the sign of b is flipped. */
static vm_value
add_views(struct vm *vm, const struct vm_int_view *a,
    const struct vm_int_view *b, bool flip)
{
	bool b_negative = b->negative != flip;
	bool negative = a->negative;
	struct vm_bigint *big;
	size_t count;

	if (vm_limbs_compare(a->limbs, a->count, b->limbs, b->count) < 0) {
		const struct vm_int_view *other = a;

		a = b;
		b = other;
		negative = b_negative;
		b_negative = other->negative;
	}
	count = a->count;
	big = vm_bigint_alloc(vm, count + 1);
	if (negative == b_negative)
		big->limbs[count] = vm_limbs_add(big->limbs, a->limbs, count,
		    b->limbs, b->count);
	else
		big->limbs[count] = vm_limbs_subtract(big->limbs, a->limbs,
		    count, b->limbs, b->count);
	return vm_bigint_finish(vm, big, count + 1, negative);
}

static vm_value
int_add(struct vm *vm, vm_value a, vm_value b, bool flip)
{
	struct vm_int_view x;
	struct vm_int_view y;

	vm_int_view(&x, a);
	vm_int_view(&y, b);
	return add_views(vm, &x, &y, flip);
}

static void
pause(void *vm)
{
	vm_poll(vm);
}

static void
multiply_views(struct vm *vm, vm_limb *r, const struct vm_int_view *a,
    const struct vm_int_view *b)
{
	struct vm_limbs_work work = { .pause = pause, .arg = vm };

	if (a->count < b->count) {
		multiply_views(vm, r, b, a);
		return;
	}
	if (b->count < VM_LIMBS_LONG) {
		if (a->count < LONG_ROW)
			vm_limbs_multiply(r, a->limbs, a->count, b->limbs,
			    b->count);
		else
			vm_limbs_multiply_paused(r, a->limbs, a->count,
			    b->limbs, b->count, work);
		return;
	}
	work.scratch =
	    vm_heap_new_bytes(vm, vm_limbs_scratch(b->count) * sizeof(vm_limb));
	vm_limbs_multiply_long(r, a->limbs, a->count, b->limbs, b->count, work);
	vm_heap_free_buffer(vm, work.scratch);
}

/* Limbs of an int's work, roughly. */
static size_t
int_work(vm_value v)
{
	return vm_is(v, VM_TID_INT) ?
	    ((const struct vm_bigint *)v)->limb_count :
	    1;
}

static vm_value
int_multiply(struct vm *vm, vm_value a, vm_value b)
{
	struct vm_int_view x;
	struct vm_int_view y;
	struct vm_bigint *big;
	size_t count;
	intptr_t product;

	if (vm_both_int(a, b) &&
	    !__builtin_mul_overflow(vm_int_value(a), vm_int_value(b), &product))
		return vm_new_int(vm, product);
	vm_int_view(&x, a);
	vm_int_view(&y, b);
	if (x.count == 0 || y.count == 0)
		return VM_INT(0);
	vm_poll_work(vm, x.count);
	count = x.count + y.count;
	big = vm_bigint_alloc(vm, count);
	multiply_views(vm, big->limbs, &x, &y);
	return vm_bigint_finish(vm, big, count, x.negative != y.negative);
}

vm_value
vm_int_negate(struct vm *vm, vm_value v)
{
	struct vm_int_view view;

	if (vm_is_int(v))
		return vm_new_int(vm, -vm_int_value(v));
	vm_int_view(&view, v);
	return vm_int_from_limbs(vm, view.limbs, view.count,
	    !view.negative && view.count > 0);
}

static void
divide_by_limb(struct vm *vm, vm_limb *q, const struct vm_int_view *a,
    vm_limb divisor, vm_limb *rest)
{
	for (size_t left = a->count; left > 0;) {
		size_t some = left < DIVIDE_PIECE ? left : DIVIDE_PIECE;

		left -= some;
		*rest = vm_limbs_divide_part(q + left, a->limbs + left, some,
		    divisor, *rest);
		vm_poll_work(vm, some);
	}
}

/* Truncating division of magnitudes into new ints' limbs. */
static void
divide_limbs(struct vm *vm, const struct vm_int_view *a,
    const struct vm_int_view *b, struct vm_bigint **quotient,
    struct vm_bigint **remainder)
{
	struct vm_bigint *q = vm_bigint_alloc(vm, a->count + 1);
	struct vm_bigint *r = vm_bigint_alloc(vm, a->count + 2);
	unsigned shift;
	vm_limb *divisor;

	*quotient = q;
	*remainder = r;
	if (b->count == 1) {
		divide_by_limb(vm, q->limbs, a, b->limbs[0], r->limbs);
		return;
	}
	if (vm_limbs_compare(a->limbs, a->count, b->limbs, b->count) < 0) {
		memcpy(r->limbs, a->limbs, a->count * sizeof(vm_limb));
		return;
	}
	shift = vm_limbs_normalise_shift(b->limbs[b->count - 1]);
	divisor = vm_heap_new_bytes(vm, (b->count + 1) * sizeof(vm_limb));
	vm_limbs_shift_left(divisor, b->limbs, b->count, shift);
	vm_limbs_shift_left(r->limbs, a->limbs, a->count, shift);
	r->limbs[a->count + 1] = 0;
	for (size_t rows = a->count + 2 - b->count; rows > 0;) {
		size_t some = DIVIDE_PIECE / b->count + 1;

		some = some < rows ? some : rows;
		rows -= some;
		vm_limbs_divide_rows(q->limbs + rows, r->limbs + rows, some,
		    divisor, b->count);
		if (rows > 0)
			vm_poll(vm);
	}
	vm_limbs_shift_right(r->limbs, r->limbs, b->count, shift);
	vm_heap_free_buffer(vm, divisor);
}

/* Of small ints, which are never the least machine integer. */
static void
divide_small(struct vm *vm, intptr_t a, intptr_t b, vm_value *quotient,
    vm_value *remainder)
{
	intptr_t q = a / b;
	intptr_t r = a % b;

	if (r != 0 && (r < 0) != (b < 0)) {
		q--;
		r += b;
	}
	if (quotient != NULL)
		*quotient = vm_new_int(vm, q);
	if (remainder != NULL)
		*remainder = VM_INT(r);
}

void
vm_int_divide(struct vm *vm, vm_value a, vm_value b, vm_value *quotient,
    vm_value *remainder)
{
	struct vm_int_view x;
	struct vm_int_view y;
	struct vm_bigint *big_q;
	struct vm_bigint *big_r;
	vm_value q;
	vm_value r;

	if (vm_both_int(a, b) && b != VM_INT(0)) {
		divide_small(vm, vm_int_value(a), vm_int_value(b), quotient,
		    remainder);
		return;
	}
	vm_int_view(&x, a);
	vm_int_view(&y, b);
	if (y.count == 0)
		vm_raise_zero_division(vm);
	vm_poll_work(vm, 1 + x.count);
	divide_limbs(vm, &x, &y, &big_q, &big_r);
	q = vm_bigint_finish(vm, big_q, x.count + 1, x.negative != y.negative);
	r = vm_bigint_finish(vm, big_r, x.count + 2, x.negative);
	/* Truncated so far; Python rounds towards minus infinity. */
	if (r != VM_INT(0) && x.negative != y.negative) {
		if (quotient != NULL)
			q = int_add(vm, q, VM_INT(-1), false);
		if (remainder != NULL)
			r = int_add(vm, r, b, false);
	}
	if (quotient != NULL)
		*quotient = q;
	if (remainder != NULL)
		*remainder = r;
}

vm_value
vm_int_shift_left(struct vm *vm, vm_value v, size_t bits)
{
	struct vm_int_view view;
	struct vm_bigint *big;
	size_t count;
	intptr_t small;

	if (vm_is_int(v) && bits < sizeof(intptr_t) * 8 - 1 &&
	    !__builtin_mul_overflow(vm_int_value(v), (intptr_t)1 << bits,
		&small))
		return vm_new_int(vm, small);
	vm_int_view(&view, v);
	if (view.count == 0)
		return VM_INT(0);
	if (bits > (size_t)UINT32_MAX * 8)
		vm_raise_no_memory(vm, bits / 8);
	count = view.count + bits / VM_LIMB_BITS + 1;
	big = vm_bigint_alloc(vm, count);
	vm_limbs_shift_left(big->limbs, view.limbs, view.count, bits);
	return vm_bigint_finish(vm, big, count, view.negative);
}

vm_value
vm_int_shift_right(struct vm *vm, vm_value v, size_t bits)
{
	struct vm_int_view view;
	struct vm_bigint *big;
	bool lost;

	vm_int_view(&view, v);
	big = vm_bigint_alloc(vm, view.count + 1);
	lost = vm_limbs_shift_right(big->limbs, view.limbs, view.count, bits);
	big->limbs[view.count] = 0;
	/* Rounds down, which for negative numbers is away from zero. */
	if (lost && view.negative) {
		vm_limb one = 1;

		vm_limbs_add(big->limbs, big->limbs, view.count + 1, &one, 1);
	}
	return vm_bigint_finish(vm, big, view.count + 1, view.negative);
}

static vm_value
int_bitwise(struct vm *vm, enum vm_bitwise op, vm_value a, vm_value b)
{
	struct vm_int_view x;
	struct vm_int_view y;
	struct vm_bigint *big;
	size_t count;
	bool negative;

	vm_int_view(&x, a);
	vm_int_view(&y, b);
	count = (x.count > y.count ? x.count : y.count) + 1;
	big = vm_bigint_alloc(vm, count);
	negative = vm_limbs_bitwise(big->limbs, op,
	    (struct vm_signed_limbs){ x.limbs, x.count, x.negative },
	    (struct vm_signed_limbs){ y.limbs, y.count, y.negative },
	    (struct vm_limbs_work){ .pause = pause, .arg = vm });
	return vm_bigint_finish(vm, big, count, negative);
}

vm_value
vm_int_power(struct vm *vm, vm_value base, vm_value exponent)
{
	struct vm_int_view view;
	vm_value result = VM_INT(1);
	size_t bits;

	if (base == VM_INT(0) || base == VM_INT(1))
		return exponent == VM_INT(0) ? VM_INT(1) : base;
	if (base == VM_INT(-1))
		return VM_INT(vm_int_is_odd(exponent) ? -1 : 1);
	if (base == VM_INT(2) && vm_is_int(exponent))
		return vm_int_shift_left(vm, VM_INT(1),
		    (size_t)vm_int_value(exponent));
	vm_int_view(&view, exponent);
	bits = vm_limbs_bit_length(view.limbs, view.count);
	if (bits > 40)
		vm_raise_no_memory(vm, SIZE_MAX);
	while (bits-- > 0) {
		result = int_multiply(vm, result, result);
		if (vm_limbs_test_bit(view.limbs, view.count, bits))
			result = int_multiply(vm, result, base);
	}
	return result;
}

vm_value
vm_int_power_modulo(struct vm *vm, vm_value base, vm_value exponent,
    vm_value modulus)
{
	struct vm_int_view view;
	vm_value result = VM_INT(1);
	size_t bits;

	vm_int_divide(vm, base, modulus, NULL, &base);
	vm_int_view(&view, exponent);
	bits = vm_limbs_bit_length(view.limbs, view.count);
	vm_int_divide(vm, result, modulus, NULL, &result);
	while (bits-- > 0) {
		result = int_multiply(vm, result, result);
		if (vm_limbs_test_bit(view.limbs, view.count, bits))
			result = int_multiply(vm, result, base);
		vm_int_divide(vm, result, modulus, NULL, &result);
	}
	return result;
}

/* The shift count of << and >>, which must be small and not negative. */
static size_t
shift_count(struct vm *vm, vm_value v)
{
	if (vm_int_is_negative(v))
		vm_raise_value_error(vm, "negative shift count");
	if (vm_is_bool(v))
		return v == VM_TRUE;
	if (!vm_is_int(v))
		vm_raise_overflow(vm,
		    "overflow converting long int to machine word");
	return (size_t)vm_int_value(v);
}

static vm_value
int_power_any(struct vm *vm, vm_value a, vm_value b)
{
	if (!vm_int_is_negative(b))
		return vm_int_power(vm, a, b);
#if VM_HAS_FLOAT
	return vm_binary_op(vm, VM_OP_POW,
	    vm_new_float(vm, vm_int_to_float(a, 0)), b);
#else
	vm_raise_value_error(vm, "negative power with no float support");
#endif
}

static vm_value
int_divmod(struct vm *vm, vm_value a, vm_value b)
{
	vm_value pair[2];

	vm_int_divide(vm, a, b, &pair[0], &pair[1]);
	return vm_tuple_new(vm, 2, pair);
}

static vm_value
int_order(unsigned op, int order)
{
	switch (op) {
	case VM_OP_EQ:
		return vm_new_bool(order == 0);
	case VM_OP_NE:
		return vm_new_bool(order != 0);
	case VM_OP_LT:
		return vm_new_bool(order < 0);
	case VM_OP_LE:
		return vm_new_bool(order <= 0);
	case VM_OP_GT:
		return vm_new_bool(order > 0);
	default:
		return vm_new_bool(order >= 0);
	}
}

vm_value
vm_int_binary(struct vm *vm, unsigned op, vm_value a, vm_value b)
{
	vm_value result = VM_UNDEF;

	if (vm_is_bool(a))
		a = VM_INT(a == VM_TRUE);
	if (vm_is_bool(b))
		b = VM_INT(b == VM_TRUE);
	vm_poll_work(vm, int_work(a) / 16 + int_work(b) / 16);
	switch (op) {
	case VM_OP_ADD:
		return int_add(vm, a, b, false);
	case VM_OP_SUB:
		return int_add(vm, a, b, true);
	case VM_OP_MUL:
		return int_multiply(vm, a, b);
	case VM_OP_DIV:
#if VM_HAS_FLOAT
		return vm_int_true_divide(vm, a, b);
#else
		return VM_UNDEF; /* the operator has no such types */
#endif
	case VM_OP_FDIV:
		vm_int_divide(vm, a, b, &result, NULL);
		return result;
	case VM_OP_MOD:
		vm_int_divide(vm, a, b, NULL, &result);
		return result;
	case VM_OP_DIVMOD:
		return int_divmod(vm, a, b);
	case VM_OP_POW:
		return int_power_any(vm, a, b);
	case VM_OP_AND:
		return int_bitwise(vm, VM_BITWISE_AND, a, b);
	case VM_OP_OR:
		return int_bitwise(vm, VM_BITWISE_OR, a, b);
	case VM_OP_XOR:
		return int_bitwise(vm, VM_BITWISE_XOR, a, b);
	case VM_OP_SHL:
		return vm_int_shift_left(vm, a, shift_count(vm, b));
	case VM_OP_SHR:
		return vm_int_shift_right(vm, a, shift_count(vm, b));
	default:
		if (op >= VM_OP_EQ && op <= VM_OP_GE)
			return int_order(op, compare_long(vm, a, b));
		return VM_UNDEF;
	}
}

/* A non-negative number of less than a machine word. */
static vm_value
from_few_bytes(struct vm *vm, const uint8_t *data, size_t len, bool big_endian)
{
	intptr_t value = 0;

	for (size_t i = 0; i < len; i++)
		value = value << 8 | data[big_endian ? i : len - 1 - i];
	return vm_new_int(vm, value);
}

/* The magnitude of a number in bytes, to count + 1 limbs of zeros. */
static void
read_magnitude(struct vm *vm, vm_limb *limbs, const uint8_t *data, size_t len,
    bool big_endian, bool negative)
{
	size_t count = (len + sizeof(vm_limb) - 1) / sizeof(vm_limb);
	unsigned carry = 1;

	for (size_t i = 0; i < len; i++) {
		unsigned byte = data[big_endian ? len - 1 - i : i];

		vm_poll_round(vm, i);
		if (negative) {
			byte = (byte ^ 0xff) + carry;
			carry = byte >> 8;
			byte &= 0xff;
		}
		limbs[i / sizeof(vm_limb)] |= (vm_limb)byte
		    << 8 * (i % sizeof(vm_limb));
	}
	if (!negative || carry == 0)
		return;
	if (len % sizeof(vm_limb) == 0)
		limbs[count] = 1;
	else
		limbs[len / sizeof(vm_limb)] |= (vm_limb)1
		    << 8 * (len % sizeof(vm_limb));
}

vm_value
vm_int_from_bytes(struct vm *vm, const uint8_t *data, size_t len,
    bool big_endian, bool is_signed)
{
	bool negative = is_signed && len > 0 &&
	    (data[big_endian ? 0 : len - 1] & 0x80) != 0;
	struct vm_bigint *big;
	size_t count;

	/* Leading zeros need no room. */
	while (len > 0 && data[big_endian ? 0 : len - 1] == 0) {
		data += big_endian;
		len--;
	}
	if (!negative && len < sizeof(intptr_t))
		return from_few_bytes(vm, data, len, big_endian);
	count = (len + sizeof(vm_limb) - 1) / sizeof(vm_limb);
	big = vm_bigint_alloc(vm, count + 1);
	read_magnitude(vm, big->limbs, data, len, big_endian, negative);
	return vm_bigint_finish(vm, big, count + 1, negative);
}

bool
vm_int_to_bytes(struct vm *vm, vm_value v, uint8_t *data, size_t len,
    bool big_endian, bool is_signed)
{
	struct vm_int_view view;
	size_t bits;
	unsigned carry = 1;

	vm_int_view(&view, v);
	for (size_t i = 0; i < len; i++) {
		size_t limb = i / sizeof(vm_limb);
		unsigned byte = limb >= view.count ?
		    0u :
		    (uint8_t)(view.limbs[limb] >> 8 * (i % sizeof(vm_limb)));

		vm_poll_round(vm, i);
		if (view.negative) {
			byte = (byte ^ 0xff) + carry;
			carry = byte >> 8;
		}
		data[big_endian ? len - 1 - i : i] = (uint8_t)byte;
	}
	bits = vm_limbs_bit_length(view.limbs, view.count);
	if (!is_signed)
		return !view.negative && bits <= 8 * len;
	/* The most negative number has one bit more and nothing else. */
	if (view.negative && bits == 8 * len)
		return !vm_limbs_low_bits(view.limbs, view.count, bits - 1);
	return bits < 8 * len || bits == 0;
}
