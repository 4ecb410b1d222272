/* SPDX-License-Identifier: MIT */
/* Products of long numbers, by Karatsuba's method. */
#include <string.h>

#include "limbs.h"

/* Work, in products of limbs, after which a pause is due. */
#define PAUSE_LIMBS 200

size_t
vm_limbs_scratch(size_t b_count)
{
	/*
	 * Each level of a product takes four times half its operands and a
	 * few limbs; and partial products are kept where one factor is longer.
	 */
	return 8 * b_count + 32 * 32;
}

/* r[0..) += a, the carry going as far as it must. */
static void
add_to(vm_limb *r, const vm_limb *a, size_t count)
{
	vm_limb carry = vm_limbs_add(r, r, count, a, count);

	for (r += count; carry != 0; r++) {
		*r += carry;
		carry = *r == 0;
	}
}

/* r[0..n] = the sum of both halves of a, of which the low one has h limbs. */
static void
add_halves(vm_limb *r, const vm_limb *a, size_t h, size_t n)
{
	r[n - h] = vm_limbs_add(r, a + h, n - h, a, h);
}

/* r = a * b, all of n limbs: three products of half the length. */
static void
multiply_equal(vm_limb *r, const vm_limb *a, const vm_limb *b, size_t n,
    struct vm_limbs_work work)
{
	size_t h = n / 2;
	size_t m = n - h + 1; /* limbs of the sums of halves */
	vm_limb *a_sum = work.scratch;
	vm_limb *b_sum = a_sum + m;
	vm_limb *middle = b_sum + m;

	if (n < VM_LIMBS_LONG) {
		vm_limbs_multiply(r, a, n, b, n);
		return;
	}
	if (n > PAUSE_LIMBS)
		work.pause(work.arg);
	add_halves(a_sum, a, h, n);
	add_halves(b_sum, b, h, n);
	work.scratch = middle + 2 * m;
	multiply_equal(r, a, b, h, work);
	multiply_equal(r + 2 * h, a + h, b + h, n - h, work);
	multiply_equal(middle, a_sum, b_sum, m, work);
	vm_limbs_subtract(middle, middle, 2 * m, r, 2 * h);
	vm_limbs_subtract(middle, middle, 2 * m, r + 2 * h, 2 * (n - h));
	add_to(r + h, middle, vm_limbs_trim(middle, 2 * m));
}

void
vm_limbs_multiply_long(vm_limb *r, const vm_limb *a, size_t a_count,
    const vm_limb *b, size_t b_count, struct vm_limbs_work work)
{
	vm_limb *product = work.scratch;

	memset(r, 0, (a_count + b_count) * sizeof(*r));
	work.scratch += 2 * b_count;
	for (; a_count >= b_count; a_count -= b_count) {
		multiply_equal(product, a, b, b_count, work);
		add_to(r, product, vm_limbs_trim(product, 2 * b_count));
		a += b_count;
		r += b_count;
	}
	if (a_count == 0)
		return;
	if (a_count < VM_LIMBS_LONG)
		vm_limbs_multiply(product, b, b_count, a, a_count);
	else
		vm_limbs_multiply_long(product, b, b_count, a, a_count, work);
	add_to(r, product, vm_limbs_trim(product, a_count + b_count));
}
