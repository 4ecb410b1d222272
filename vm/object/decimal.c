/* SPDX-License-Identifier: MIT */
/*
 * Float to decimal: Steele and White's free-format algorithm for the
 * shortest digits, one exact scaled integer for a given precision.  Decimal
 * to float: one exact division.  Short inputs take a path without limbs.
 */
#include <string.h>

#include "../vm.h"
#include "decimal.h"
#include "float_parts.h"
#include "limbs.h"

/* A finite positive float is mantissa * 2**exponent. */
struct parts {
	uint64_t mantissa;
	int exponent;
	bool closer_below; /* the gap to the next lower float is smaller */
};

/* Room for every exact intermediate: 10**1100 or 2**1074 * 10**17. */
#if VM_FLOAT_BITS == 32
#define SCALE_BITS 640
#define POWER_MAX  10
#define EXACT_MAX  1000000
#else
#define SCALE_BITS 3840
#define POWER_MAX  22
#define EXACT_MAX  1000000000000000
#endif
#define SCALE_LIMBS    (VM_LIMBS_FOR_BITS(SCALE_BITS) + 2)
#define SHORTEST_LIMBS (VM_LIMBS_FOR_BITS(1200) + 2)

/* Powers of ten that are exact floats. */
static const vm_float powers[POWER_MAX + 1] = {
#if VM_FLOAT_BITS == 32
	1e0f, 1e1f, 1e2f, 1e3f, 1e4f, 1e5f, 1e6f, 1e7f, 1e8f, 1e9f, 1e10f
#else
	1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12,
	1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22
#endif
};

/* A number under construction; the array has room for what is done. */
struct scaled {
	vm_limb *limbs;
	size_t count;
};

static struct parts
parts_of(vm_float value)
{
	vm_float_word bits;
	vm_float_word hidden = (vm_float_word)1
	    << (VM_DECIMAL_MANTISSA_BITS - 1);
	struct parts parts;
	int biased;

	memcpy(&bits, &value, sizeof(bits));
	biased = (int)(bits >> (VM_DECIMAL_MANTISSA_BITS - 1));
	parts.mantissa = bits & (hidden - 1);
	parts.closer_below = parts.mantissa == 0 && biased > 1;
	if (biased == 0) {
		parts.exponent = VM_DECIMAL_EXPONENT_MIN;
	} else {
		parts.mantissa |= hidden;
		parts.exponent = VM_DECIMAL_EXPONENT_MIN + biased - 1;
	}
	return parts;
}

static int
bit_length64(uint64_t n)
{
	return 64 - __builtin_clzll(n);
}

/* Decimal point of the value (as in struct vm_decimal), or one less. */
static int
estimate_point(const struct parts *parts)
{
	int log2 = parts->exponent + bit_length64(parts->mantissa) - 1;

	/* floor(log2 * log10(2)) + 1, with log10(2) = 1292913986 / 2**32 */
	return (int)(((int64_t)log2 * 1292913986) >> 32) + 1;
}

static void
scaled_set(struct scaled *s, uint64_t value)
{
	s->count = 0;
	while (value != 0) {
		s->limbs[s->count++] = (vm_limb)value;
#if VM_LIMB_BITS == 64
		value = 0;
#else
		value >>= VM_LIMB_BITS;
#endif
	}
}

static void
scaled_shift_left(struct scaled *s, size_t bits)
{
	if (bits == 0)
		return;
	vm_limbs_shift_left(s->limbs, s->limbs, s->count, bits);
	s->count = vm_limbs_trim(s->limbs, s->count + bits / VM_LIMB_BITS + 1);
}

static void
scaled_multiply(struct scaled *s, vm_limb factor)
{
	vm_limb carry =
	    vm_limbs_multiply_small(s->limbs, s->limbs, s->count, factor, 0);

	if (carry != 0)
		s->limbs[s->count++] = carry;
}

/* Multiplies by 10**exponent, which also adds that many twos. */
static void
scaled_multiply_power(struct scaled *s, unsigned exponent)
{
	while (exponent >= VM_LIMB_DECIMAL_DIGITS) {
		scaled_multiply(s, VM_LIMB_DECIMAL);
		exponent -= VM_LIMB_DECIMAL_DIGITS;
	}
	if (exponent > 0) {
		vm_limb power = 10;

		while (--exponent > 0)
			power *= 10;
		scaled_multiply(s, power);
	}
}

/* s >>= bits, or += 1 where rounding half to even says so. */
static void
scaled_round_right(struct scaled *s, size_t bits, bool sticky)
{
	bool half;

	if (bits == 0)
		return;
	half = vm_limbs_test_bit(s->limbs, s->count, bits - 1);
	sticky = sticky || vm_limbs_low_bits(s->limbs, s->count, bits - 1);
	vm_limbs_shift_right(s->limbs, s->limbs, s->count, bits);
	s->count = vm_limbs_trim(s->limbs, s->count);
	if (half && (sticky || (s->count > 0 && (s->limbs[0] & 1) != 0))) {
		vm_limb one = 1;
		vm_limb carry = s->count == 0;

		if (s->count > 0)
			carry =
			    vm_limbs_add(s->limbs, s->limbs, s->count, &one, 1);
		if (carry != 0)
			s->limbs[s->count++] = carry;
	}
}

/*
 * n / d into q (may be n's array only when d is one limb); the remainder
 * stays in n.  d is shifted to be normal, n must have room for that.
 */
static void
scaled_divide(struct scaled *q, struct scaled *n, struct scaled *d)
{
	if (n->count < d->count) {
		q->count = 0;
		return;
	}
	if (d->count == 1) {
		vm_limb rest = vm_limbs_divide_small(q->limbs, n->limbs,
		    n->count, d->limbs[0]);

		q->count = vm_limbs_trim(q->limbs, n->count);
		n->limbs[0] = rest;
		n->count = rest != 0;
		return;
	}
	vm_limbs_divide(q->limbs, n->limbs, n->count, d->limbs, d->count);
	q->count = vm_limbs_trim(q->limbs, n->count - d->count + 1);
	n->count = vm_limbs_trim(n->limbs, d->count);
}

static void
drop_trailing_zeros(struct vm_decimal *d)
{
	while (d->count > 0 && d->digits[d->count - 1] == '0')
		d->count--;
	if (d->count == 0)
		d->point = 0;
}

/* Writes an integer's digits, standing `places` after the point. */
static void
set_from_integer(struct vm_decimal *d, uint64_t value, int places)
{
	char text[20];
	char *at = text + sizeof(text);

	while (value != 0) {
		*--at = (char)('0' + (int)(value % 10));
		value /= 10;
	}
	d->count = (int)(text + sizeof(text) - at);
	d->point = d->count - places;
	memcpy(d->digits, at, (size_t)d->count);
	drop_trailing_zeros(d);
}

/*
 * Floats that are short decimals: an integer of few digits divided by an
 * exact power of ten reads back as the float, so it is its shortest form.
 */
static bool
shortest_by_trial(struct vm_decimal *d, vm_float value)
{
	if (value >= (vm_float)EXACT_MAX || value < (vm_float)1e-5)
		return false;
	for (int places = 0; places <= POWER_MAX; places++) {
		vm_float product = value * powers[places];
		vm_float_word integer;

		if (product >= (vm_float)EXACT_MAX)
			return false;
		integer = (vm_float_word)(product + (vm_float)0.5);
		if ((vm_float)integer / powers[places] == value) {
			set_from_integer(d, integer, places);
			return true;
		}
	}
	return false;
}

/* The four numbers of the free-format algorithm, all of `count` limbs. */
struct freeform {
	vm_limb rest[SHORTEST_LIMBS];
	vm_limb scale[SHORTEST_LIMBS];
	vm_limb above[SHORTEST_LIMBS]; /* half the gap upwards, scaled */
	vm_limb below[SHORTEST_LIMBS];
	size_t count;
	bool even;
};

static void
widen(struct scaled *s, size_t count)
{
	memset(s->limbs + s->count, 0, (count - s->count) * sizeof(*s->limbs));
}

/* Sets value = rest / scale, with 0.1 <= value < 10 after this. */
static void
freeform_init(struct freeform *f, const struct parts *parts, int point)
{
	struct scaled rest = { f->rest, 0 };
	struct scaled scale = { f->scale, 0 };
	struct scaled above = { f->above, 0 };
	struct scaled below = { f->below, 0 };
	size_t up = parts->exponent > 0 ? (size_t)parts->exponent : 0;
	size_t down = parts->exponent < 0 ? (size_t)-parts->exponent : 0;
	size_t extra = parts->closer_below ? 2 : 1;
	size_t align;

	scaled_set(&rest, parts->mantissa);
	scaled_set(&scale, 1);
	scaled_set(&above, 1);
	scaled_set(&below, 1);
	if (point >= 0) {
		scaled_multiply_power(&scale, (unsigned)point);
	} else {
		scaled_multiply_power(&rest, (unsigned)-point);
		scaled_multiply_power(&above, (unsigned)-point);
		scaled_multiply_power(&below, (unsigned)-point);
	}
	/* Room of four bits for the factor ten and the sum of two. */
	align = vm_limbs_bit_length(scale.limbs, scale.count) + down + extra;
	align = (2 * VM_LIMB_BITS - 5 - align % VM_LIMB_BITS) % VM_LIMB_BITS;
	scaled_shift_left(&rest, up + extra + align);
	scaled_shift_left(&scale, down + extra + align);
	scaled_shift_left(&above, up + extra - 1 + align);
	scaled_shift_left(&below, up + align);
	f->count = scale.count;
	f->even = (parts->mantissa & 1) == 0;
	widen(&rest, f->count);
	widen(&scale, f->count);
	widen(&above, f->count);
	widen(&below, f->count);
}

static void
freeform_times_ten(struct freeform *f)
{
	vm_limbs_multiply_small(f->rest, f->rest, f->count, 10, 0);
	vm_limbs_multiply_small(f->above, f->above, f->count, 10, 0);
	vm_limbs_multiply_small(f->below, f->below, f->count, 10, 0);
}

/* Next digit; rest becomes the remainder. */
static unsigned
freeform_digit(struct freeform *f)
{
	size_t n = f->count;
	vm_limb digit = f->rest[n - 1] / (f->scale[n - 1] + 1);

	if (digit > 0) {
		vm_limb product[SHORTEST_LIMBS];

		vm_limbs_multiply_small(product, f->scale, n, digit, 0);
		vm_limbs_subtract(f->rest, f->rest, n, product, n);
	}
	if (vm_limbs_compare(f->rest, n, f->scale, n) >= 0) {
		vm_limbs_subtract(f->rest, f->rest, n, f->scale, n);
		digit++;
	}
	return (unsigned)digit;
}

static bool
is_low_enough(const struct freeform *f)
{
	int order = vm_limbs_compare(f->rest, f->count, f->below, f->count);

	return f->even ? order <= 0 : order < 0;
}

/* Whether rest + above reaches the scale. */
static bool
is_high_enough(const struct freeform *f)
{
	vm_limb sum[SHORTEST_LIMBS];
	int order;

	vm_limbs_add(sum, f->rest, f->count, f->above, f->count);
	order = vm_limbs_compare(sum, f->count, f->scale, f->count);
	return f->even ? order >= 0 : order > 0;
}

/* Whether the last digit of an interval open both ways rounds up. */
static bool
rounds_up(const struct freeform *f, unsigned digit)
{
	vm_limb twice[SHORTEST_LIMBS];
	int order;

	vm_limbs_add(twice, f->rest, f->count, f->rest, f->count);
	order = vm_limbs_compare(twice, f->count, f->scale, f->count);
	return order > 0 || (order == 0 && (digit & 1) != 0);
}

void
vm_decimal_shortest(struct vm_decimal *d, vm_float value)
{
	struct parts parts;
	struct freeform f;
	bool low;
	bool high;

	d->count = 0;
	d->point = 0;
	if (value == 0 || shortest_by_trial(d, value))
		return;
	parts = parts_of(value);
	d->point = estimate_point(&parts);
	freeform_init(&f, &parts, d->point);
	if (is_high_enough(&f))
		d->point++;
	else
		freeform_times_ten(&f);
	for (;;) {
		unsigned digit = freeform_digit(&f);

		low = is_low_enough(&f);
		high = is_high_enough(&f);
		if (low || high) {
			if (high && (!low || rounds_up(&f, digit)))
				digit++;
			d->digits[d->count++] = (char)('0' + (int)digit);
			break;
		}
		d->digits[d->count++] = (char)('0' + (int)digit);
		freeform_times_ten(&f);
	}
}

/* n / d rounded half to even, for a negative power of ten. */
static void
divide_rounded(struct scaled *n, int exponent, unsigned power)
{
	vm_limb divisor[SHORTEST_LIMBS];
	vm_limb quotient[SCALE_LIMBS];
	struct scaled d = { divisor, 0 };
	struct scaled q = { quotient, 0 };
	size_t shift;

	/* One bit more than wanted, and the remainder, decide. */
	scaled_set(&d, 1);
	scaled_multiply_power(&d, power);
	if (exponent < 0)
		scaled_shift_left(&d, (size_t)-exponent);
	else
		scaled_shift_left(n, (size_t)exponent);
	scaled_shift_left(n, 1);
	if (d.count > 1) {
		shift = vm_limbs_normalise_shift(d.limbs[d.count - 1]);
		scaled_shift_left(&d, shift);
		scaled_shift_left(n, shift);
	}
	scaled_divide(&q, n, &d);
	scaled_round_right(&q, 1, n->count > 0);
	memcpy(n->limbs, q.limbs, q.count * sizeof(*q.limbs));
	n->count = q.count;
}

/* The integer nearest to value * 10**places. */
static void
scale_to_integer(struct scaled *n, const struct parts *parts, int places)
{
	scaled_set(n, parts->mantissa);
	if (places < 0) {
		divide_rounded(n, parts->exponent, (unsigned)-places);
		return;
	}
	scaled_multiply_power(n, (unsigned)places);
	if (parts->exponent >= 0)
		scaled_shift_left(n, (size_t)parts->exponent);
	else
		scaled_round_right(n, (size_t)-parts->exponent, false);
}

/* All digits there are when more places change nothing. */
static int
cap_places(const struct parts *parts, int places)
{
	int most = parts->exponent < 0 ? -parts->exponent : 0;

	return places < most ? places : most;
}

void
vm_decimal_rounded(struct vm_decimal *d, vm_float value,
    enum vm_decimal_rounding rounding, int digits)
{
	char text[VM_DECIMAL_EXACT_MAX + 24];
	char *end = text + sizeof(text);
	vm_limb limbs[SCALE_LIMBS];
	struct scaled n = { limbs, 0 };
	struct parts parts;
	size_t count;
	int places;

	d->count = 0;
	d->point = 0;
	if (value == 0 || digits < -VM_DECIMAL_POINT_MAX)
		return;
	parts = parts_of(value);
	places = digits;
	if (rounding == VM_DECIMAL_SIGNIFICANT)
		places -= estimate_point(&parts);
	for (;; places--) {
		places = cap_places(&parts, places);
		scale_to_integer(&n, &parts, places);
		if (n.count == 0)
			return;
		count = vm_limbs_to_digits(end, n.limbs, n.count, 10, false);
		/* The point was one less than estimated: round again. */
		if (rounding == VM_DECIMAL_FRACTION || count <= (size_t)digits)
			break;
	}
	d->point = (int)count - places;
	d->count =
	    count < sizeof(d->digits) ? (int)count : (int)sizeof(d->digits);
	memcpy(d->digits, end - count, (size_t)d->count);
	drop_trailing_zeros(d);
}

/* Significant digits of a literal, bounded so that rounding stays exact. */
struct literal {
	char digits[VM_DECIMAL_EXACT_MAX + 1];
	size_t count;
	long exponent; /* of the last digit */
};

static void
literal_collect(struct vm *vm, struct literal *lit, const char *text,
    size_t len)
{
	bool more = false;

	lit->count = 0;
	for (size_t i = 0; i < len; i++) {
		vm_poll_round(vm, i);
		if (text[i] < '0' || text[i] > '9')
			continue;
		if (lit->count == 0 && text[i] == '0')
			continue;
		if (lit->count < VM_DECIMAL_EXACT_MAX) {
			lit->digits[lit->count++] = text[i];
		} else {
			lit->exponent++;
			more = more || text[i] != '0';
		}
	}
	while (!more && lit->count > 0 && lit->digits[lit->count - 1] == '0') {
		lit->count--;
		lit->exponent++;
	}
	/* What was cut off can only break a tie upwards. */
	if (more) {
		lit->digits[lit->count++] = '1';
		lit->exponent--;
	}
}

/* Puts together mantissa * 2**exponent, the mantissa already rounded. */
static vm_float
compose(uint64_t mantissa, int exponent)
{
	const vm_float_word infinity =
	    ((vm_float_word)1 << (8 * sizeof(vm_float_word) - 1)) -
	    ((vm_float_word)1 << (VM_DECIMAL_MANTISSA_BITS - 1));
	vm_float value;
	vm_float_word bits = (vm_float_word)mantissa;

	/* The hidden bit adds one to the exponent field by itself. */
	if (mantissa != 0)
		bits += (vm_float_word)(exponent - VM_DECIMAL_EXPONENT_MIN)
		    << (VM_DECIMAL_MANTISSA_BITS - 1);
	if (exponent > -VM_DECIMAL_EXPONENT_MIN || bits > infinity)
		bits = infinity;
	memcpy(&value, &bits, sizeof(value));
	return value;
}

/* The float nearest to n * 2**exponent (a bit more when sticky). */
static vm_float
round_to_float(struct scaled *n, long exponent, bool sticky)
{
	long bits = (long)vm_limbs_bit_length(n->limbs, n->count);
	long lowest = bits + exponent - VM_DECIMAL_MANTISSA_BITS;
	uint64_t mantissa;

	if (lowest < VM_DECIMAL_EXPONENT_MIN)
		lowest = VM_DECIMAL_EXPONENT_MIN;
	if (lowest > exponent)
		scaled_round_right(n, (size_t)(lowest - exponent), sticky);
	else
		scaled_shift_left(n, (size_t)(exponent - lowest));
	mantissa = n->count > 0 ? n->limbs[0] : 0;
#if VM_LIMB_BITS == 32
	if (n->count > 1)
		mantissa |= (uint64_t)n->limbs[1] << 32;
#endif
	if (lowest > (-VM_DECIMAL_EXPONENT_MIN + 1))
		lowest = (-VM_DECIMAL_EXPONENT_MIN + 1);
	return compose(mantissa, (int)lowest);
}

#if VM_HAS_FLOAT
vm_float
vm_float_join(uint64_t mantissa, long exponent, bool sticky)
{
	vm_limb limbs[64 / VM_LIMB_BITS + 1];
	struct scaled n = { limbs, 0 };

	scaled_set(&n, mantissa);
	return round_to_float(&n, exponent, sticky);
}
#endif

static vm_float
literal_divide(struct scaled *n, unsigned power)
{
	vm_limb divisor[SCALE_LIMBS];
	vm_limb quotient[SCALE_LIMBS];
	struct scaled d = { divisor, 0 };
	struct scaled q = { quotient, 0 };
	size_t want;
	size_t have;
	size_t shift = 0;

	scaled_set(&d, 1);
	scaled_multiply_power(&d, power);
	want = vm_limbs_bit_length(d.limbs, d.count) + 66;
	have = vm_limbs_bit_length(n->limbs, n->count);
	if (have < want)
		shift = want - have;
	scaled_shift_left(n, shift);
	if (d.count > 1) {
		size_t normal = vm_limbs_normalise_shift(d.limbs[d.count - 1]);

		scaled_shift_left(&d, normal);
		scaled_shift_left(n, normal);
	}
	scaled_divide(&q, n, &d);
	return round_to_float(&q, -(long)shift, n->count > 0);
}

static vm_float
literal_to_float(const struct literal *lit)
{
	vm_limb limbs[SCALE_LIMBS];
	struct scaled n = { limbs, 0 };
	long point = (long)lit->count + lit->exponent;

	if (lit->count == 0 || point < VM_DECIMAL_POINT_MIN)
		return 0;
	if (point > VM_DECIMAL_POINT_MAX)
		return (vm_float)__builtin_inf();
	n.count = vm_limbs_push_digits(n.limbs, 0, lit->digits, lit->count, 10);
	if (lit->exponent < 0)
		return literal_divide(&n, (unsigned)-lit->exponent);
	scaled_multiply_power(&n, (unsigned)lit->exponent);
	return round_to_float(&n, 0, false);
}

/* Clinger's fast case: both the digits and the power are exact floats. */
static bool
literal_is_exact(const struct literal *lit, vm_float *value)
{
	uint64_t integer = 0;

	if (lit->count > (VM_FLOAT_BITS == 32 ? 7 : 15) ||
	    lit->exponent > POWER_MAX || lit->exponent < -POWER_MAX)
		return false;
	for (size_t i = 0; i < lit->count; i++)
		integer = integer * 10 + (uint64_t)(lit->digits[i] - '0');
	if (lit->exponent >= 0)
		*value = (vm_float)integer * powers[lit->exponent];
	else
		*value = (vm_float)integer / powers[-lit->exponent];
	return true;
}

vm_float
vm_decimal_to_float(struct vm *vm, const char *digits, size_t len,
    long exponent)
{
	struct literal lit;
	vm_float value;

	lit.exponent = exponent;
	literal_collect(vm, &lit, digits, len);
	if (literal_is_exact(&lit, &value))
		return value;
	return literal_to_float(&lit);
}

static bool
matches_word(const char *text, size_t len, const char *word)
{
	size_t n = strlen(word);

	if (len < n)
		return false;
	for (size_t i = 0; i < n; i++) {
		if ((text[i] | 0x20) != word[i])
			return false;
	}
	return true;
}

static size_t
parse_word(const char *text, size_t len, vm_float *value)
{
	if (matches_word(text, len, "inf")) {
		*value = (vm_float)__builtin_inf();
		return matches_word(text, len, "infinity") ? 8 : 3;
	}
	if (matches_word(text, len, "nan")) {
		*value = (vm_float)__builtin_nan("");
		return 3;
	}
	return 0;
}

static bool
is_digit(const char *text, size_t len, size_t i)
{
	return i < len && text[i] >= '0' && text[i] <= '9';
}

/* Behind the digits at text[i]. */
static size_t
skip_digits(struct vm *vm, const char *text, size_t len, size_t i)
{
	for (; is_digit(text, len, i); i++)
		vm_poll_round(vm, i);
	return i;
}

/* Length of an exponent part at text[at], its value clamped. */
static size_t
parse_exponent(struct vm *vm, const char *text, size_t len, size_t at,
    long *exponent)
{
	size_t i = at;
	bool negative = false;
	long value = 0;

	if (i >= len || (text[i] | 0x20) != 'e')
		return 0;
	i++;
	if (i < len && (text[i] == '+' || text[i] == '-'))
		negative = text[i++] == '-';
	if (!is_digit(text, len, i))
		return 0;
	for (; is_digit(text, len, i); i++) {
		vm_poll_round(vm, i);
		if (value < 100000000)
			value = value * 10 + (text[i] - '0');
	}
	*exponent = negative ? -value : value;
	return i - at;
}

size_t
vm_decimal_parse(struct vm *vm, const char *text, size_t len, vm_float *value)
{
	size_t i = skip_digits(vm, text, len, 0);
	size_t digits = i;
	size_t places = 0;
	size_t mantissa;
	long exponent = 0;

	if (i < len && text[i] == '.') {
		i = skip_digits(vm, text, len, i + 1);
		places = i - digits - 1;
	}
	if (digits + places == 0)
		return parse_word(text, len, value);
	mantissa = i;
	i += parse_exponent(vm, text, len, i, &exponent);
	*value =
	    vm_decimal_to_float(vm, text, mantissa, exponent - (long)places);
	return i;
}
