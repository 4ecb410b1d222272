/* SPDX-License-Identifier: MIT */
/*
 * Lays out decimal digits as text: fixed, exponent, and general notation.
 */
#include <string.h>

#include "number_format.h"

/* repr() uses an exponent from this power of ten on. */
#if VM_FLOAT_BITS == 32
#define REPR_FIXED_MAX 7
#else
#define REPR_FIXED_MAX 16
#endif

size_t
vm_unsigned_text(char *end, uint64_t value, unsigned base, bool upper)
{
	const char *digits = upper ? "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" :
				     "0123456789abcdefghijklmnopqrstuvwxyz";
	char *at = end;

	do {
		*--at = digits[value % base];
		value /= base;
	} while (value != 0);
	return (size_t)(end - at);
}

static char
digit_at(const struct vm_decimal *d, int i)
{
	return i >= 0 && i < d->count ? d->digits[i] : '0';
}

static char *
put_fixed(char *at, const struct vm_decimal *d, int places, bool point)
{
	if (d->point <= 0)
		*at++ = '0';
	for (int i = 0; i < d->point; i++)
		*at++ = digit_at(d, i);
	if (places > 0 || point)
		*at++ = '.';
	for (int i = 0; i < places; i++)
		*at++ = digit_at(d, d->point + i);
	return at;
}

static char *
put_exponent(char *at, const struct vm_decimal *d, int places, bool point,
    char letter)
{
	int exponent = d->count > 0 ? d->point - 1 : 0;
	unsigned size = (unsigned)(exponent < 0 ? -exponent : exponent);

	*at++ = digit_at(d, 0);
	if (places > 0 || point)
		*at++ = '.';
	for (int i = 1; i <= places; i++)
		*at++ = digit_at(d, i);
	*at++ = letter;
	*at++ = exponent < 0 ? '-' : '+';
	if (size >= 100)
		*at++ = (char)('0' + (int)(size / 100));
	*at++ = (char)('0' + (int)(size / 10 % 10));
	*at++ = (char)('0' + (int)(size % 10));
	return at;
}

/* Digits after the first, for general notation. */
static int
general_places(const struct vm_decimal *d, int start, int precision,
    bool keep_zeros)
{
	int places = (keep_zeros ? precision : d->count) - start;

	return places > 0 ? places : 0;
}

static char *
put_general(char *at, const struct vm_float_style *style, bool upper,
    vm_float value)
{
	struct vm_decimal d;
	int precision = style->precision < 0 ? 6 : style->precision;
	bool dot_zero = style->type == VM_FLOAT_PLAIN;
	int point;
	int places;

	if (precision == 0)
		precision = 1;
	vm_decimal_rounded(&d, value, VM_DECIMAL_SIGNIFICANT, precision);
	point = d.count > 0 ? d.point : 1;
	if (point <= -4 || point > precision - (dot_zero ? 1 : 0)) {
		places = general_places(&d, 1, precision, style->alternate);
		return put_exponent(at, &d, places, style->alternate,
		    upper ? 'E' : 'e');
	}
	places = general_places(&d, point, precision, style->alternate);
	if (dot_zero && places == 0)
		places = 1;
	return put_fixed(at, &d, places, style->alternate);
}

static char *
put_repr(char *at, vm_float value)
{
	struct vm_decimal d;
	int places;

	vm_decimal_shortest(&d, value);
	if (d.count > 0 && (d.point <= -4 || d.point > REPR_FIXED_MAX))
		return put_exponent(at, &d, d.count - 1, false, 'e');
	places = d.count - d.point;
	return put_fixed(at, &d, places > 0 ? places : 1, false);
}

static char *
put_style(char *at, const struct vm_float_style *style, bool upper,
    vm_float value)
{
	int precision = style->precision < 0 ? 6 : style->precision;
	struct vm_decimal d;

	switch (style->type) {
	case VM_FLOAT_REPR:
		return put_repr(at, value);
	case '%':
		value *= 100;
		if (value - value != 0) {
			memcpy(at, "inf%", 4);
			return at + 4;
		}
		vm_decimal_rounded(&d, value, VM_DECIMAL_FRACTION, precision);
		at = put_fixed(at, &d, precision, style->alternate);
		*at++ = '%';
		return at;
	case 'f':
	case 'F':
		vm_decimal_rounded(&d, value, VM_DECIMAL_FRACTION, precision);
		return put_fixed(at, &d, precision, style->alternate);
	case 'e':
	case 'E':
		vm_decimal_rounded(&d, value, VM_DECIMAL_SIGNIFICANT,
		    precision + 1);
		return put_exponent(at, &d, precision, style->alternate,
		    style->type);
	default:
		return put_general(at, style, upper, value);
	}
}

size_t
vm_float_text_bound(const struct vm_float_style *style)
{
	int precision = style->precision < 0 ? 6 : style->precision;

	return (size_t)precision + VM_DECIMAL_POINT_MAX + 16;
}

size_t
vm_float_text(char *text, const struct vm_float_style *style, vm_float value)
{
	char *at = text;
	bool upper = style->type >= 'A' && style->type <= 'Z';
	bool nan = value != value;
	bool negative = !nan && __builtin_signbit(value) != 0;

	if (negative) {
		*at++ = '-';
		value = -value;
	} else if (style->sign == '+' || style->sign == ' ') {
		*at++ = style->sign;
	}
	if (value - value != 0) {
		const char *word = nan ? "nan" : "inf";

		if (upper)
			word = nan ? "NAN" : "INF";
		memcpy(at, word, 3);
		at += 3;
		if (style->type == '%')
			*at++ = '%';
		return (size_t)(at - text);
	}
	return (size_t)(put_style(at, style, upper, value) - text);
}

size_t
vm_float_repr_text(char *text, vm_float value)
{
	const struct vm_float_style style = {
		.type = VM_FLOAT_REPR,
		.sign = '-',
		.precision = -1,
	};

	return vm_float_text(text, &style, value);
}
