/* SPDX-License-Identifier: MIT */
/*
 * What this compiler's library leaves to the ROM of the ESP8266: division,
 * and products of 64 bits.
 */
#include <stdint.h>

uint32_t __udivsi3(uint32_t n, uint32_t d);
uint32_t __umodsi3(uint32_t n, uint32_t d);
int32_t __divsi3(int32_t n, int32_t d);
uint64_t __umulsidi3(uint32_t a, uint32_t b);
uint64_t __muldi3(uint64_t a, uint64_t b);
uint64_t __udivdi3(uint64_t n, uint64_t d);
uint64_t __umoddi3(uint64_t n, uint64_t d);
int64_t __divdi3(int64_t n, int64_t d);

struct quotient {
	uint64_t value;
	uint64_t rest;
};

/* Bit by bit, from the first that can be 1. */
static struct quotient
divide(uint64_t n, uint64_t d)
{
	struct quotient q = { 0, n };
	int shift = 0;

	if (d == 0)
		__builtin_trap();
	while (d <= n >> 1 && !(d >> 63)) {
		d <<= 1;
		shift++;
	}
	for (; shift >= 0; shift--, d >>= 1) {
		q.value <<= 1;
		if (q.rest >= d) {
			q.rest -= d;
			q.value |= 1;
		}
	}
	return q;
}

uint32_t
__udivsi3(uint32_t n, uint32_t d)
{
	uint32_t value = 0;
	int shift = 0;

	if (d == 0)
		__builtin_trap();
	while (d <= n >> 1 && !(d >> 31)) {
		d <<= 1;
		shift++;
	}
	for (; shift >= 0; shift--, d >>= 1) {
		value <<= 1;
		if (n >= d) {
			n -= d;
			value |= 1;
		}
	}
	return value;
}

uint32_t
__umodsi3(uint32_t n, uint32_t d)
{
	return n - __udivsi3(n, d) * d;
}

int32_t
__divsi3(int32_t n, int32_t d)
{
	uint32_t value = __udivsi3(n < 0 ? -(uint32_t)n : (uint32_t)n,
	    d < 0 ? -(uint32_t)d : (uint32_t)d);

	return (int32_t)((n < 0) != (d < 0) ? -value : value);
}

uint64_t
__umulsidi3(uint32_t a, uint32_t b)
{
	uint32_t low = (a & 0xffff) * (b & 0xffff);
	uint32_t mid = (a >> 16) * (b & 0xffff) + (low >> 16);
	uint32_t mid2 = (a & 0xffff) * (b >> 16) + (mid & 0xffff);

	return (uint64_t)((a >> 16) * (b >> 16) + (mid >> 16) + (mid2 >> 16))
	    << 32 |
	    (mid2 << 16 | (low & 0xffff));
}

uint64_t
__muldi3(uint64_t a, uint64_t b)
{
	uint32_t high = (uint32_t)(a >> 32) * (uint32_t)b +
	    (uint32_t)a * (uint32_t)(b >> 32);

	return __umulsidi3((uint32_t)a, (uint32_t)b) + ((uint64_t)high << 32);
}

uint64_t
__udivdi3(uint64_t n, uint64_t d)
{
	return divide(n, d).value;
}

uint64_t
__umoddi3(uint64_t n, uint64_t d)
{
	return divide(n, d).rest;
}

int64_t
__divdi3(int64_t n, int64_t d)
{
	uint64_t value = divide(n < 0 ? -(uint64_t)n : (uint64_t)n,
	    d < 0 ? -(uint64_t)d : (uint64_t)d)
			     .value;

	return (int64_t)((n < 0) != (d < 0) ? -value : value);
}
