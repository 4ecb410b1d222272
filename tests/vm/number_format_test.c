/* SPDX-License-Identifier: MIT */
/*
 * Text of floats and back, against the C library over random values of
 * every magnitude. Arguments: how many thousand values (default 20).
 */
#include <math.h>
#include <stdlib.h>

#include "check.h"
#include "object/number_format.h"
#include "random_source.h"
#include "vm.h"

static uint64_t seed = 2463534242u;
static int rounds = 20000;
static struct vm *vm; /* lets interrupts into long texts; here are none */

/* Bits at random, short decimals, powers of two, ordinary magnitudes. */
static double
random_float(int i)
{
	uint64_t bits = random_next(&seed);
	double value;

	if (i % 4 == 1)
		return (double)(bits % 1000000) / 1000;
	if (i % 4 == 2)
		bits = bits % 2047 << 52;
	else if (i % 4 == 3)
		bits = (bits & 0xfffffffffffff) | (1013 + bits % 60) << 52;
	memcpy(&value, &bits, sizeof(value));
	return isfinite(value) ? value : 0.5;
}

static const char *
text_of(double value, char type, int precision, bool alternate)
{
	static char text[1500];
	struct vm_float_style style = { type, '-', alternate, precision };
	size_t len = vm_float_text(text, &style, value);

	CHECK(len <= vm_float_text_bound(&style));
	text[len] = '\0';
	return text;
}

TEST(repr_reads_back_and_is_shortest)
{
	for (int i = 0; i < rounds; i++) {
		double value = random_float(i);
		char text[64];
		char shortest[64];
		int precision = 1;
		size_t digits = 0;

		text[vm_float_repr_text(text, value)] = '\0';
		CHECK(strtod(text, NULL) == value);
		do {
			snprintf(shortest, sizeof(shortest), "%.*e",
			    precision - 1, value);
		} while (strtod(shortest, NULL) != value && ++precision < 18);
		for (const char *p = text; *p != '\0' && *p != 'e'; p++)
			digits += *p >= '0' && *p <= '9';
		/* Zeros that only place the point do not count. */
		if (strchr(text, 'e') != NULL)
			CHECK(digits <= (size_t)precision);
	}
}

static void
check_style(double value, char type, int precision, bool alternate)
{
	char format[16];
	char want[1500];

	snprintf(format, sizeof(format), "%%%s.%d%c", alternate ? "#" : "",
	    precision, type);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	snprintf(want, sizeof(want), format, value);
#pragma GCC diagnostic pop
	CHECK(strcmp(text_of(value, type, precision, alternate), want) == 0);
}

TEST(styles_equal_printf)
{
	static const char types[] = "feEgG";

	for (int i = 0; i < rounds; i++) {
		double value = random_float(i);
		int precision = (int)(random_next(&seed) % 30);

		if (i % 500 == 0)
			precision = (int)(random_next(&seed) % 1100);
		check_style(value, types[i % 5], precision, i % 7 == 0);
	}
}

TEST(parse_equals_strtod)
{
	for (int i = 0; i < rounds; i++) {
		char text[1000];
		size_t len = random_next(&seed) % (i % 100 == 0 ? 900 : 25);
		size_t at = 0;
		double got = 0;
		double want;

		for (size_t n = 0; n <= len; n++) {
			text[at++] = (char)('0' + random_next(&seed) % 10);
			if (n == len / 3)
				text[at++] = '.';
		}
		snprintf(text + at, sizeof(text) - at, "e%d",
		    (int)(random_next(&seed) % 700) - 360);
		want = strtod(text, NULL);
		CHECK_INT(vm_decimal_parse(vm, text, strlen(text), &got),
		    strlen(text));
		CHECK(got == want);
	}
}

/* Decimals exactly between two floats, and one digit off. */
TEST(halfway_cases_round_to_even)
{
	for (int i = 0; i < rounds / 20; i++) {
		double value = fabs(random_float(4 * (i / 2) + 3));
		char text[1300];
		double got = 0;
		int len;

		len = snprintf(text, sizeof(text), "%.1100Lf",
		    ((long double)value +
			(long double)nextafter(value, INFINITY)) /
			2);
		vm_decimal_parse(vm, text, (size_t)len, &got);
		CHECK(got == strtod(text, NULL));
		text[len - 1] = '1';
		vm_decimal_parse(vm, text, (size_t)len, &got);
		CHECK(got == strtod(text, NULL));
	}
}

TEST(known_texts)
{
	CHECK_STR(text_of(0.1, VM_FLOAT_REPR, -1, false), "0.1");
	CHECK_STR(text_of(1e16, VM_FLOAT_REPR, -1, false), "1e+16");
	CHECK_STR(text_of(1e15, VM_FLOAT_REPR, -1, false),
	    "1000000000000000.0");
	CHECK_STR(text_of(-0.0, VM_FLOAT_REPR, -1, false), "-0.0");
	CHECK_STR(text_of(5e-324, VM_FLOAT_REPR, -1, false), "5e-324");
	CHECK_STR(text_of(0x1p-44, VM_FLOAT_REPR, -1, false),
	    "5.684341886080802e-14");
	CHECK_STR(text_of(0.0001, VM_FLOAT_REPR, -1, false), "0.0001");
	CHECK_STR(text_of(0.00001, VM_FLOAT_REPR, -1, false), "1e-05");
	CHECK_STR(text_of(12.0, VM_FLOAT_PLAIN, 3, false), "12.0");
	CHECK_STR(text_of(0.5, '%', 0, false), "50%");
	CHECK_STR(text_of(INFINITY, 'f', 2, false), "inf");
	CHECK_STR(text_of(NAN, 'E', 2, false), "NAN");
	CHECK_STR(text_of(1.25, 'f', 1, false), "1.2");
}

TEST(malformed_numbers)
{
	double value;

	CHECK_INT(vm_decimal_parse(vm, "", 0, &value), 0);
	CHECK_INT(vm_decimal_parse(vm, ".", 1, &value), 0);
	CHECK_INT(vm_decimal_parse(vm, "e5", 2, &value), 0);
	CHECK_INT(vm_decimal_parse(vm, "1e", 2, &value), 1);
	CHECK_INT(vm_decimal_parse(vm, "1e+x", 4, &value), 1);
	CHECK_INT(vm_decimal_parse(vm, "1.5.2", 5, &value), 3);
	CHECK_INT(vm_decimal_parse(vm, "infinite", 8, &value), 3);
}

int
main(int argc, char **argv)
{
	static const struct vm_host host = { .platform = "test" };
	static uint64_t block[8192];

	if (vm_init(&vm, block, sizeof(block), &host, NULL) != VM_OK)
		return 1;
	if (argc > 1)
		rounds = (int)strtol(argv[1], NULL, 10) * 1000;
	RUN(repr_reads_back_and_is_shortest);
	RUN(styles_equal_printf);
	RUN(parse_equals_strtod);
	RUN(halfway_cases_round_to_even);
	RUN(known_texts);
	RUN(malformed_numbers);
	return check_done();
}
