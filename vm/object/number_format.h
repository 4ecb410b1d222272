/* SPDX-License-Identifier: MIT */
/*
 * Text of numbers: floats in every style of repr(), % and format(), and
 * machine integers in any base.  Writes into the caller's buffer; padding
 * and grouping are done by the caller.
 */
#ifndef VM_NUMBER_FORMAT_H
#define VM_NUMBER_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "decimal.h"

/* Styles beyond the presentation letters e E f F g G and %. */
#define VM_FLOAT_REPR  'r' /* shortest that reads back, always a float */
#define VM_FLOAT_PLAIN 's' /* like g, but always looks like a float */

struct vm_float_style {
	char type;      /* a letter as above */
	char sign;      /* '-' only when negative, '+' always, ' ' blank */
	bool alternate; /* keep the point and trailing zeros */
	int precision;  /* -1 for the style's default */
};

/* Space that vm_float_text needs at most. */
size_t vm_float_text_bound(const struct vm_float_style *style);
/* Writes the text (not terminated) and returns its length. */
size_t vm_float_text(char *text, const struct vm_float_style *style,
    vm_float value);
/* Writes repr(value), at most VM_FLOAT_REPR_MAX bytes; returns its length. */
#define VM_FLOAT_REPR_MAX 32
size_t vm_float_repr_text(char *text, vm_float value);
/* Writes digits right-aligned before end; returns how many (at most 64). */
size_t vm_unsigned_text(char *end, uint64_t value, unsigned base, bool upper);

#endif
