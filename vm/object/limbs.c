/* SPDX-License-Identifier: MIT */
/*
 * Natural number arithmetic by the schoolbook; division is Knuth's
 * algorithm D. Long products are in limbs_multiply.c.
 */
#include <string.h>

#include "limbs.h"

#define PAUSE_LIMBS ((size_t)16 * 1024) /* between two pauses */

size_t
vm_limbs_trim(const vm_limb *a, size_t count)
{
	while (count > 0 && a[count - 1] == 0)
		count--;
	return count;
}

static unsigned
leading_zeros(vm_limb top)
{
#if VM_LIMB_BITS == 64
	return (unsigned)__builtin_clzll(top);
#else
	return (unsigned)__builtin_clzl(top) -
	    (unsigned)(8 * sizeof(long) - 32);
#endif
}

unsigned
vm_limbs_normalise_shift(vm_limb top)
{
	return leading_zeros(top);
}

size_t
vm_limbs_bit_length(const vm_limb *a, size_t count)
{
	count = vm_limbs_trim(a, count);
	if (count == 0)
		return 0;
	return count * VM_LIMB_BITS - leading_zeros(a[count - 1]);
}

int
vm_limbs_compare(const vm_limb *a, size_t a_count, const vm_limb *b,
    size_t b_count)
{
	if (a_count != b_count)
		return a_count < b_count ? -1 : 1;
	for (size_t i = a_count; i-- > 0;) {
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	}
	return 0;
}

vm_limb
vm_limbs_add(vm_limb *r, const vm_limb *a, size_t a_count, const vm_limb *b,
    size_t b_count)
{
	vm_limb_pair sum = 0;
	size_t i;

	for (i = 0; i < b_count; i++) {
		sum += (vm_limb_pair)a[i] + b[i];
		r[i] = (vm_limb)sum;
		sum >>= VM_LIMB_BITS;
	}
	for (; i < a_count; i++) {
		sum += a[i];
		r[i] = (vm_limb)sum;
		sum >>= VM_LIMB_BITS;
	}
	return (vm_limb)sum;
}

vm_limb
vm_limbs_subtract(vm_limb *r, const vm_limb *a, size_t a_count,
    const vm_limb *b, size_t b_count)
{
	vm_limb borrow = 0;
	size_t i;

	for (i = 0; i < b_count; i++) {
		vm_limb_pair d = (vm_limb_pair)a[i] - b[i] - borrow;

		r[i] = (vm_limb)d;
		borrow = (vm_limb)(d >> VM_LIMB_BITS) & 1;
	}
	for (; i < a_count; i++) {
		vm_limb_pair d = (vm_limb_pair)a[i] - borrow;

		r[i] = (vm_limb)d;
		borrow = (vm_limb)(d >> VM_LIMB_BITS) & 1;
	}
	return borrow;
}

vm_limb
vm_limbs_multiply_small(vm_limb *r, const vm_limb *a, size_t count,
    vm_limb factor, vm_limb carry)
{
	for (size_t i = 0; i < count; i++) {
		vm_limb_pair p = (vm_limb_pair)a[i] * factor + carry;

		r[i] = (vm_limb)p;
		carry = (vm_limb)(p >> VM_LIMB_BITS);
	}
	return carry;
}

/* r[0..count) += a * factor + carry; returns the carry. */
static vm_limb
multiply_add(vm_limb *r, const vm_limb *a, size_t count, vm_limb factor,
    vm_limb carry)
{
	for (size_t i = 0; i < count; i++) {
		vm_limb_pair p = (vm_limb_pair)a[i] * factor + r[i] + carry;

		r[i] = (vm_limb)p;
		carry = (vm_limb)(p >> VM_LIMB_BITS);
	}
	return carry;
}

void
vm_limbs_multiply(vm_limb *r, const vm_limb *a, size_t a_count,
    const vm_limb *b, size_t b_count)
{
	memset(r, 0, (a_count + b_count) * sizeof(*r));
	for (size_t i = 0; i < b_count; i++)
		r[i + a_count] = multiply_add(r + i, a, a_count, b[i], 0);
}

void
vm_limbs_multiply_paused(vm_limb *r, const vm_limb *a, size_t a_count,
    const vm_limb *b, size_t b_count, struct vm_limbs_work work)
{
	memset(r, 0, (a_count + b_count) * sizeof(*r));
	for (size_t i = 0; i < b_count; i++) {
		vm_limb carry = 0;

		for (size_t at = 0; at < a_count; at += PAUSE_LIMBS) {
			size_t some = a_count - at;

			some = some < PAUSE_LIMBS ? some : PAUSE_LIMBS;
			carry =
			    multiply_add(r + i + at, a + at, some, b[i], carry);
			work.pause(work.arg);
		}
		r[i + a_count] = carry;
	}
}

vm_limb
vm_limbs_divide_small(vm_limb *q, const vm_limb *a, size_t count,
    vm_limb divisor)
{
	return vm_limbs_divide_part(q, a, count, divisor, 0);
}

vm_limb
vm_limbs_divide_part(vm_limb *q, const vm_limb *a, size_t count,
    vm_limb divisor, vm_limb rest)
{
	for (size_t i = count; i-- > 0;) {
		vm_limb_pair n = (vm_limb_pair)rest << VM_LIMB_BITS | a[i];

		q[i] = (vm_limb)(n / divisor);
		rest = (vm_limb)(n - (vm_limb_pair)q[i] * divisor);
	}
	return rest;
}

/* a[0..count) -= b * factor; returns the borrow. */
static vm_limb
multiply_subtract(vm_limb *a, const vm_limb *b, size_t count, vm_limb factor)
{
	vm_limb carry = 0;

	for (size_t i = 0; i < count; i++) {
		vm_limb_pair p = (vm_limb_pair)b[i] * factor + carry;
		vm_limb low = (vm_limb)p;

		carry = (vm_limb)(p >> VM_LIMB_BITS) + (a[i] < low);
		a[i] -= low;
	}
	return carry;
}

/* One quotient limb of algorithm D: steps D3 to D6 at position a. */
static vm_limb
divide_step(vm_limb *a, const vm_limb *b, size_t count)
{
	vm_limb top = b[count - 1];
	vm_limb_pair high =
	    (vm_limb_pair)a[count] << VM_LIMB_BITS | a[count - 1];
	vm_limb_pair guess;
	vm_limb_pair rest;
	vm_limb borrow;

	if (a[count] >= top) {
		guess = VM_LIMB_MAX;
		rest = high - guess * top;
	} else {
		guess = high / top;
		rest = high - guess * top;
	}
	while (rest >> VM_LIMB_BITS == 0 &&
	    guess * b[count - 2] > (rest << VM_LIMB_BITS | a[count - 2])) {
		guess--;
		rest += top;
	}
	borrow = multiply_subtract(a, b, count, (vm_limb)guess);
	if (a[count] < borrow) {
		guess--;
		a[count] += vm_limbs_add(a, a, count, b, count);
	}
	a[count] -= borrow;
	return (vm_limb)guess;
}

void
vm_limbs_divide_rows(vm_limb *q, vm_limb *a, size_t rows, const vm_limb *b,
    size_t b_count)
{
	while (rows-- > 0)
		q[rows] = divide_step(a + rows, b, b_count);
}

void
vm_limbs_divide(vm_limb *q, vm_limb *a, size_t a_count, const vm_limb *b,
    size_t b_count)
{
	a[a_count] = 0;
	vm_limbs_divide_rows(q, a, a_count - b_count + 1, b, b_count);
}

void
vm_limbs_shift_left(vm_limb *r, const vm_limb *a, size_t count, size_t bits)
{
	size_t whole = bits / VM_LIMB_BITS;
	unsigned part = (unsigned)(bits % VM_LIMB_BITS);

	if (part == 0) {
		memmove(r + whole, a, count * sizeof(*r));
		r[whole + count] = 0;
	} else {
		vm_limb above = 0;

		for (size_t i = count; i-- > 0;) {
			vm_limb limb = a[i];

			r[whole + i + 1] =
			    above | limb >> (VM_LIMB_BITS - part);
			above = limb << part;
		}
		r[whole] = above;
	}
	memset(r, 0, whole * sizeof(*r));
}

bool
vm_limbs_low_bits(const vm_limb *a, size_t count, size_t bits)
{
	size_t whole = bits / VM_LIMB_BITS;
	unsigned part = (unsigned)(bits % VM_LIMB_BITS);

	if (whole >= count)
		return vm_limbs_trim(a, count) > 0;
	if (vm_limbs_trim(a, whole) > 0)
		return true;
	return part > 0 && a[whole] << (VM_LIMB_BITS - part) != 0;
}

bool
vm_limbs_shift_right(vm_limb *r, const vm_limb *a, size_t count, size_t bits)
{
	size_t whole = bits / VM_LIMB_BITS;
	unsigned part = (unsigned)(bits % VM_LIMB_BITS);
	bool lost = vm_limbs_low_bits(a, count, bits);

	if (whole > count)
		whole = count;
	for (size_t i = whole; i < count; i++) {
		vm_limb limb = a[i] >> part;

		if (part > 0 && i + 1 < count)
			limb |= a[i + 1] << (VM_LIMB_BITS - part);
		r[i - whole] = limb;
	}
	memset(r + (count - whole), 0, whole * sizeof(*r));
	return lost;
}

bool
vm_limbs_test_bit(const vm_limb *a, size_t count, size_t bit)
{
	size_t whole = bit / VM_LIMB_BITS;

	return whole < count && (a[whole] >> (bit % VM_LIMB_BITS) & 1) != 0;
}

/* Walks a number's two's complement limbs from the lowest. */
struct complement {
	struct vm_signed_limbs number;
	vm_limb carry;
};

static vm_limb
complement_next(struct complement *c, size_t i)
{
	vm_limb limb = i < c->number.count ? c->number.limbs[i] : 0;

	if (!c->number.negative)
		return limb;
	limb = ~limb + c->carry;
	c->carry = c->carry != 0 && limb == 0;
	return limb;
}

static vm_limb
bitwise_limb(enum vm_bitwise op, vm_limb a, vm_limb b)
{
	if (op == VM_BITWISE_AND)
		return a & b;
	return op == VM_BITWISE_OR ? a | b : a ^ b;
}

bool
vm_limbs_bitwise(vm_limb *r, enum vm_bitwise op, struct vm_signed_limbs a,
    struct vm_signed_limbs b, struct vm_limbs_work work)
{
	size_t count = (a.count > b.count ? a.count : b.count) + 1;
	struct complement left = { a, 1 };
	struct complement right = { b, 1 };
	struct complement result = { { r, count, true }, 1 };

	for (size_t i = 0; i < count; i++) {
		vm_limb x = complement_next(&left, i);
		vm_limb y = complement_next(&right, i);

		r[i] = bitwise_limb(op, x, y);
		if (i % PAUSE_LIMBS == PAUSE_LIMBS - 1)
			work.pause(work.arg);
	}
	if (r[count - 1] >> (VM_LIMB_BITS - 1) == 0)
		return false;
	for (size_t i = 0; i < count; i++) {
		r[i] = complement_next(&result, i);
		if (i % PAUSE_LIMBS == PAUSE_LIMBS - 1)
			work.pause(work.arg);
	}
	return true;
}

unsigned
vm_digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	if (c >= 'a' && c <= 'z')
		return (unsigned)(c - 'a') + 10;
	if (c >= 'A' && c <= 'Z')
		return (unsigned)(c - 'A') + 10;
	return 255;
}

/* The largest power of the base that fits a limb, and its exponent. */
struct chunk {
	vm_limb power;
	unsigned digits;
};

static struct chunk
chunk_of_base(unsigned base)
{
	struct chunk chunk = { base, 1 };

	if (base == 10)
		return (
		    struct chunk){ VM_LIMB_DECIMAL, VM_LIMB_DECIMAL_DIGITS };
	while (chunk.power <= VM_LIMB_MAX / base) {
		chunk.power *= base;
		chunk.digits++;
	}
	return chunk;
}

/* floor(log2(base)), the fewest whole bits a digit carries. */
static unsigned
bits_per_digit(unsigned base)
{
	unsigned bits = 0;

	while (base >> (bits + 1) != 0)
		bits++;
	return bits;
}

size_t
vm_limbs_digits_bound(const vm_limb *a, size_t count, unsigned base)
{
	size_t bits = vm_limbs_bit_length(a, count);

	/* log10(2) < 0.30103, a tighter bound for the common base. */
	if (base == 10)
		return bits * 4 / 13 + 2;
	return bits / bits_per_digit(base) + 2;
}

size_t
vm_limbs_to_digits(char *end, vm_limb *a, size_t count, unsigned base,
    bool upper)
{
	char *at = end;

	count = vm_limbs_trim(a, count);
	if (count == 0)
		*--at = '0';
	while (count > 0)
		at = vm_limbs_peel_digits(at, a, &count, base, upper);
	return (size_t)(end - at);
}

char *
vm_limbs_peel_digits(char *at, vm_limb *a, size_t *left, unsigned base,
    bool upper)
{
	struct chunk chunk = chunk_of_base(base);
	char ten = upper ? 'A' : 'a';
	size_t count = *left;

	for (size_t work = 0; count > 0 && work < VM_LIMBS_PEEL;
	     work += count + 1) {
		vm_limb part = vm_limbs_divide_small(a, a, count, chunk.power);
		unsigned digits = chunk.digits;

		count = vm_limbs_trim(a, count);
		while (count > 0 ? digits-- > 0 : part > 0) {
			unsigned digit = (unsigned)(part % base);

			part /= base;
			*--at = (char)(digit < 10 ? '0' + (int)digit :
						    ten + (int)digit - 10);
		}
	}
	*left = count;
	return at;
}

size_t
vm_limbs_from_digits_bound(size_t digits, unsigned base)
{
	size_t bits;

	/* log2(10) < 3.3220 = 1661 / 500. */
	if (base == 10)
		bits = digits / 500 * 1661 + (digits % 500) * 1661 / 500 + 1;
	else
		bits = digits * (bits_per_digit(base - 1) + 1);
	return VM_LIMBS_FOR_BITS(bits) + 1;
}

size_t
vm_limbs_push_digits(vm_limb *r, size_t count, const char *text, size_t digits,
    unsigned base)
{
	struct chunk chunk = chunk_of_base(base);

	while (digits > 0) {
		vm_limb part = 0;
		vm_limb power = 1;
		unsigned taken = 0;
		vm_limb carry;

		while (digits > 0 && taken < chunk.digits) {
			part = part * base + vm_digit_value(*text++);
			power *= base;
			taken++;
			digits--;
		}
		carry = vm_limbs_multiply_small(r, r, count, power, part);
		if (carry != 0)
			r[count++] = carry;
	}
	return count;
}

size_t
vm_limbs_power_small(vm_limb *r, vm_limb base, unsigned exponent)
{
	size_t count = 1;

	r[0] = 1;
	while (exponent > 0) {
		vm_limb power = base;
		vm_limb carry;

		exponent--;
		while (exponent > 0 && power <= VM_LIMB_MAX / base) {
			power *= base;
			exponent--;
		}
		carry = vm_limbs_multiply_small(r, r, count, power, 0);
		if (carry != 0)
			r[count++] = carry;
	}
	return count;
}
