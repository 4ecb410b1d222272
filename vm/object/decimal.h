/* SPDX-License-Identifier: MIT */
/*
 * Exact conversion between binary floats and decimal digits, without libc.
 * Both directions round correctly (half to even) for every value and any
 * number of digits.
 */
#ifndef VM_DECIMAL_H
#define VM_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "value.h"

#if VM_FLOAT_BITS == 32
#define VM_DECIMAL_MANTISSA_BITS 24
#define VM_DECIMAL_EXPONENT_MIN  (-149)
#define VM_DECIMAL_POINT_MAX     39
#define VM_DECIMAL_POINT_MIN     (-46)
#define VM_DECIMAL_SHORTEST_MAX  9
#define VM_DECIMAL_EXACT_MAX     114
#else
#define VM_DECIMAL_MANTISSA_BITS 53
#define VM_DECIMAL_EXPONENT_MIN  (-1074)
#define VM_DECIMAL_POINT_MAX     309
#define VM_DECIMAL_POINT_MIN     (-324)
#define VM_DECIMAL_SHORTEST_MAX  17
#define VM_DECIMAL_EXACT_MAX     770
#endif

/* The value 0.d1d2d3... * 10**point; no digits means zero. */
struct vm_decimal {
	int point;
	int count;
	char digits[VM_DECIMAL_EXACT_MAX];
};

enum vm_decimal_rounding {
	VM_DECIMAL_SIGNIFICANT, /* so many digits in all */
	VM_DECIMAL_FRACTION,    /* so many digits after the point */
};

/* Fewest digits that read back as the same float.  value is finite, >= 0. */
void vm_decimal_shortest(struct vm_decimal *d, vm_float value);
/* Digits rounded to a place, trailing zeros dropped.  value as above. */
void vm_decimal_rounded(struct vm_decimal *d, vm_float value,
    enum vm_decimal_rounding rounding, int digits);
/*
 * The float nearest to digits * 10**exponent, infinity when too large.
 * Characters other than decimal digits (a point, underscores) are skipped.
 * May raise an interrupt if they are many, as vm_decimal_parse.
 */
vm_float vm_decimal_to_float(struct vm *vm, const char *digits, size_t len,
    long exponent);
/*
 * Reads an unsigned decimal literal, "inf", "infinity" or "nan" at the
 * start of text; returns its length, 0 when there is none.
 */
size_t vm_decimal_parse(struct vm *vm, const char *text, size_t len,
    vm_float *value);

#endif
