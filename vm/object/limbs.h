/* SPDX-License-Identifier: MIT */
/*
 * Arithmetic on natural numbers stored as arrays of limbs, least significant
 * first.  Nothing here allocates: the caller owns every array and says how
 * long it is.  Used by int objects and by exact float conversion.
 */
#ifndef VM_LIMBS_H
#define VM_LIMBS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if UINTPTR_MAX > 0xffffffffu && defined(__SIZEOF_INT128__)
#define VM_LIMB_BITS 64
typedef uint64_t vm_limb;
__extension__ typedef unsigned __int128 vm_limb_pair;
#define VM_LIMB_DECIMAL        UINT64_C(10000000000000000000)
#define VM_LIMB_DECIMAL_DIGITS 19
#else
#define VM_LIMB_BITS           32
typedef uint32_t vm_limb;
typedef uint64_t vm_limb_pair;
#define VM_LIMB_DECIMAL        UINT32_C(1000000000)
#define VM_LIMB_DECIMAL_DIGITS 9
#endif
#define VM_LIMB_MAX ((vm_limb)-1)

/* Number of limbs that hold `bits` bits. */
#define VM_LIMBS_FOR_BITS(bits) (((bits) + VM_LIMB_BITS - 1) / VM_LIMB_BITS)

/* A number with sign, as the bitwise operators see it. */
struct vm_signed_limbs {
	const vm_limb *limbs; /* borrowed: from the caller */
	size_t count;
	bool negative;
};

enum vm_bitwise { VM_BITWISE_AND, VM_BITWISE_OR, VM_BITWISE_XOR };

/* Count of limbs without leading zeros. */
size_t vm_limbs_trim(const vm_limb *a, size_t count);
/* Number of significant bits. */
size_t vm_limbs_bit_length(const vm_limb *a, size_t count);
/* <0, 0, >0; both trimmed. */
int vm_limbs_compare(const vm_limb *a, size_t a_count, const vm_limb *b,
    size_t b_count);
/* r = a + b, a_count >= b_count; returns the carry.  r may be a or b. */
vm_limb vm_limbs_add(vm_limb *r, const vm_limb *a, size_t a_count,
    const vm_limb *b, size_t b_count);
/* r = a - b, a >= b; returns the borrow (0).  r may be a or b. */
vm_limb vm_limbs_subtract(vm_limb *r, const vm_limb *a, size_t a_count,
    const vm_limb *b, size_t b_count);
/* r = a * factor + carry; returns the carry out.  r may be a. */
vm_limb vm_limbs_multiply_small(vm_limb *r, const vm_limb *a, size_t count,
    vm_limb factor, vm_limb carry);
/* r = a * b, of a_count + b_count limbs; r is neither a nor b. */
void vm_limbs_multiply(vm_limb *r, const vm_limb *a, size_t a_count,
    const vm_limb *b, size_t b_count);
/*
 * The same with less work when both are long. scratch has
 * vm_limbs_scratch(b_count) limbs, a_count >= b_count; pause(arg) is called
 * now and then, and may leave by longjmp.
 */
struct vm_limbs_work {
	vm_limb *scratch;
	void (*pause)(void *arg);
	void *arg;
};
#define VM_LIMBS_LONG 40
/* As vm_limbs_multiply, for few limbs in b and many in a; no scratch. */
void vm_limbs_multiply_paused(vm_limb *r, const vm_limb *a, size_t a_count,
    const vm_limb *b, size_t b_count, struct vm_limbs_work work);
size_t vm_limbs_scratch(size_t b_count);
void vm_limbs_multiply_long(vm_limb *r, const vm_limb *a, size_t a_count,
    const vm_limb *b, size_t b_count, struct vm_limbs_work work);
/* q = a / divisor; returns the remainder.  q may be a. */
vm_limb vm_limbs_divide_small(vm_limb *q, const vm_limb *a, size_t count,
    vm_limb divisor);
/* The same for some limbs, with the remainder of those above them. */
vm_limb vm_limbs_divide_part(vm_limb *q, const vm_limb *a, size_t count,
    vm_limb divisor, vm_limb rest);
/*
 * q = a / b, a becomes the remainder (in b_count limbs, the rest zero).
 * a has room for one limb more than a_count; b is trimmed, at least two
 * limbs, and its top bit set (see vm_limbs_normalise_shift); q has
 * a_count - b_count + 1 limbs.
 */
void vm_limbs_divide(vm_limb *q, vm_limb *a, size_t a_count, const vm_limb *b,
    size_t b_count);
/* The same for the last `rows` limbs of the quotient only, from their top
 * down; the limb above a is given. */
void vm_limbs_divide_rows(vm_limb *q, vm_limb *a, size_t rows, const vm_limb *b,
    size_t b_count);
/* Left shift that sets the top bit of a divisor's highest limb. */
unsigned vm_limbs_normalise_shift(vm_limb top);
/* r = a << bits in count + bits / VM_LIMB_BITS + 1 limbs; r may be a. */
void vm_limbs_shift_left(vm_limb *r, const vm_limb *a, size_t count,
    size_t bits);
/* r = a >> bits; returns whether a bit was lost.  r may be a. */
bool vm_limbs_shift_right(vm_limb *r, const vm_limb *a, size_t count,
    size_t bits);
/* Whether any of the lowest `bits` bits is set. */
bool vm_limbs_low_bits(const vm_limb *a, size_t count, size_t bits);
bool vm_limbs_test_bit(const vm_limb *a, size_t count, size_t bit);
/*
 * Two's complement bitwise operation.  r has one limb more than the longer
 * operand and receives the magnitude; returns whether it is negative. Of
 * the work only the pause is used.
 */
bool vm_limbs_bitwise(vm_limb *r, enum vm_bitwise op, struct vm_signed_limbs a,
    struct vm_signed_limbs b, struct vm_limbs_work work);
/* Upper bound of the digits of a number in a base from 2 to 36. */
size_t vm_limbs_digits_bound(const vm_limb *a, size_t count, unsigned base);
/*
 * Writes the digits right-aligned before `end` (no sign, "0" for nothing)
 * and returns how many; destroys a.
 */
size_t vm_limbs_to_digits(char *end, vm_limb *a, size_t count, unsigned base,
    bool upper);
/* The same for some of the lowest digits of a number that is not zero:
 * returns the place of the first, and leaves the rest in a and *left. */
#define VM_LIMBS_PEEL 4000
char *vm_limbs_peel_digits(char *at, vm_limb *a, size_t *left, unsigned base,
    bool upper);
/* Limbs that hold any number of `digits` digits in this base. */
size_t vm_limbs_from_digits_bound(size_t digits, unsigned base);
/* r = r * base**n + n digit values already checked; returns new count. */
size_t vm_limbs_push_digits(vm_limb *r, size_t count, const char *text,
    size_t digits, unsigned base);
/* Value of a digit character up to base 36, or 255. */
unsigned vm_digit_value(char c);
/* r = base**exponent (small factors only); returns the count of limbs. */
size_t vm_limbs_power_small(vm_limb *r, vm_limb base, unsigned exponent);

#endif
