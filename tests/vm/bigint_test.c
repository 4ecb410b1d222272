/* SPDX-License-Identifier: MIT */
/* Limb arithmetic against identities and against 128-bit integers. */
#include <stdlib.h>

#include "check.h"
#include "object/limbs.h"
#include "random_source.h"

#define LIMBS_MAX 40

static uint64_t seed = 88172645463325252u;

/* Runs of ones and zeros find more carries than plain random bits. */
static size_t
random_limbs(vm_limb *r, size_t max)
{
	size_t count = random_next(&seed) % max + 1;

	for (size_t i = 0; i < count; i++) {
		switch (random_next(&seed) % 4) {
		case 0:
			r[i] = 0;
			break;
		case 1:
			r[i] = VM_LIMB_MAX;
			break;
		default:
			r[i] = (vm_limb)random_next(&seed);
			break;
		}
	}
	return vm_limbs_trim(r, count);
}

TEST(subtraction_undoes_addition)
{
	for (int i = 0; i < 2000; i++) {
		vm_limb a[LIMBS_MAX];
		vm_limb b[LIMBS_MAX];
		vm_limb sum[LIMBS_MAX + 1];
		size_t a_count = random_limbs(a, LIMBS_MAX);
		size_t b_count = a_count > 1 ? random_limbs(b, a_count - 1) : 0;

		sum[a_count] = vm_limbs_add(sum, a, a_count, b, b_count);
		CHECK_INT(vm_limbs_subtract(sum, sum, a_count + 1, b, b_count),
		    0);
		CHECK(vm_limbs_compare(sum, vm_limbs_trim(sum, a_count + 1), a,
			  a_count) == 0);
	}
}

/* quotient * divisor + remainder is the dividend, remainder < divisor */
static void
check_division(const vm_limb *a, size_t a_count, const vm_limb *b,
    size_t b_count)
{
	vm_limb divisor[LIMBS_MAX + 1];
	vm_limb rest[2 * LIMBS_MAX + 2];
	vm_limb quotient[2 * LIMBS_MAX + 2];
	vm_limb product[3 * LIMBS_MAX + 3];
	unsigned shift = vm_limbs_normalise_shift(b[b_count - 1]);
	size_t q_count = a_count + 2 - b_count;
	size_t count;

	vm_limbs_shift_left(divisor, b, b_count, shift);
	vm_limbs_shift_left(rest, a, a_count, shift);
	vm_limbs_divide(quotient, rest, a_count + 1, divisor, b_count);
	vm_limbs_shift_right(rest, rest, b_count, shift);
	CHECK(vm_limbs_compare(rest, vm_limbs_trim(rest, b_count), b, b_count) <
	    0);
	vm_limbs_multiply(product, quotient, q_count, b, b_count);
	count = q_count + b_count;
	CHECK_INT(vm_limbs_add(product, product, count, rest, b_count), 0);
	CHECK(vm_limbs_compare(product, vm_limbs_trim(product, count), a,
		  a_count) == 0);
}

TEST(division_undoes_multiplication)
{
	for (int i = 0; i < 5000; i++) {
		vm_limb a[2 * LIMBS_MAX];
		vm_limb b[LIMBS_MAX];
		size_t a_count = random_limbs(a, 2 * LIMBS_MAX);
		size_t b_count = random_limbs(b, LIMBS_MAX);

		if (b_count < 2 || b_count > a_count)
			continue;
		check_division(a, a_count, b, b_count);
	}
}

TEST(small_division_and_multiplication)
{
	for (int i = 0; i < 2000; i++) {
		vm_limb a[LIMBS_MAX];
		vm_limb q[LIMBS_MAX];
		size_t count = random_limbs(a, LIMBS_MAX);
		vm_limb divisor = (vm_limb)random_next(&seed) | 1;
		vm_limb rest = vm_limbs_divide_small(q, a, count, divisor);

		CHECK(rest < divisor);
		CHECK_INT(vm_limbs_multiply_small(q, q, count, divisor, rest),
		    0);
		CHECK(memcmp(q, a, count * sizeof(a[0])) == 0);
	}
}

TEST(shifts_undo_each_other)
{
	for (int i = 0; i < 2000; i++) {
		vm_limb a[LIMBS_MAX];
		vm_limb r[2 * LIMBS_MAX + 2];
		size_t count = random_limbs(a, LIMBS_MAX);
		size_t bits = random_next(&seed) % (LIMBS_MAX * VM_LIMB_BITS);
		size_t len = count + bits / VM_LIMB_BITS + 1;

		vm_limbs_shift_left(r, a, count, bits);
		CHECK_INT(vm_limbs_bit_length(r, len),
		    count == 0 ? 0 : vm_limbs_bit_length(a, count) + bits);
		CHECK(!vm_limbs_shift_right(r, r, len, bits));
		CHECK(
		    vm_limbs_compare(r, vm_limbs_trim(r, len), a, count) == 0);
	}
}

TEST(digits_read_back)
{
	for (int i = 0; i < 3000; i++) {
		char text[LIMBS_MAX * VM_LIMB_BITS + 2];
		char *end = text + sizeof(text);
		vm_limb a[LIMBS_MAX];
		vm_limb copy[LIMBS_MAX];
		vm_limb r[LIMBS_MAX * 6];
		size_t count = random_limbs(a, LIMBS_MAX);
		unsigned base = (unsigned)(random_next(&seed) % 35) + 2;
		size_t len;

		memcpy(copy, a, sizeof(a));
		len = vm_limbs_to_digits(end, copy, count, base, (i & 1) != 0);
		CHECK(len <= vm_limbs_digits_bound(a, count, base));
		CHECK(vm_limbs_from_digits_bound(len, base) <= LIMBS_MAX * 6);
		CHECK(vm_limbs_compare(r,
			  vm_limbs_push_digits(r, 0, end - len, len, base), a,
			  count) == 0);
	}
}

/* A signed number of one machine word as the bitwise functions take it. */
static struct vm_signed_limbs
from_word(int64_t value, vm_limb *limbs)
{
	uint64_t size = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
	size_t count = 0;

	for (; size != 0; count++) {
		limbs[count] = (vm_limb)size;
		size = VM_LIMB_BITS == 64 ? 0 : size >> 32;
	}
	return (struct vm_signed_limbs){ limbs, count, value < 0 };
}

static int64_t
bitwise_word(enum vm_bitwise op, int64_t a, int64_t b)
{
	if (op == VM_BITWISE_AND)
		return a & b;
	return op == VM_BITWISE_OR ? a | b : a ^ b;
}

TEST(bitwise_is_twos_complement)
{
	for (int i = 0; i < 6000; i++) {
		enum vm_bitwise op = (enum vm_bitwise)(i % 3);
		int64_t a = (int64_t)random_next(&seed) >> i % 61;
		int64_t b = (int64_t)random_next(&seed) >> i % 47;
		int64_t want = bitwise_word(op, a, b);
		vm_limb a_limbs[2];
		vm_limb b_limbs[2];
		vm_limb want_limbs[2];
		vm_limb r[3];
		struct vm_signed_limbs x = from_word(a, a_limbs);
		struct vm_signed_limbs y = from_word(b, b_limbs);
		struct vm_signed_limbs z = from_word(want, want_limbs);
		struct vm_limbs_work none = { .pause = NULL };
		bool negative = vm_limbs_bitwise(r, op, x, y, none);
		size_t count = (x.count > y.count ? x.count : y.count) + 1;

		CHECK_INT(negative, want < 0);
		CHECK(vm_limbs_compare(r, vm_limbs_trim(r, count), z.limbs,
			  z.count) == 0);
	}
}

TEST(known_decimal)
{
	char text[64];
	vm_limb a[4];
	size_t count = vm_limbs_power_small(a, 2, 100);
	size_t len = vm_limbs_to_digits(text + 63, a, count, 10, false);

	text[63] = '\0';
	CHECK_STR(text + 63 - len, "1267650600228229401496703205376");
}

int
main(void)
{
	RUN(subtraction_undoes_addition);
	RUN(division_undoes_multiplication);
	RUN(small_division_and_multiplication);
	RUN(shifts_undo_each_other);
	RUN(digits_read_back);
	RUN(bitwise_is_twos_complement);
	RUN(known_decimal);
	return check_done();
}
