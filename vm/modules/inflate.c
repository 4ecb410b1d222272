/* SPDX-License-Identifier: MIT */
/* The decoder of DEFLATE. */
#include "inflate.h"

#include <string.h>

enum inflate_state {
	INFLATE_BLOCK, /* a block's header comes next */
	INFLATE_STORED,
	INFLATE_CODES,
	INFLATE_END,
	INFLATE_FAILED,
};

#define END_OF_BLOCK    256
#define FIRST_LENGTH    257
#define BAD_SYMBOL      0xffffu
#define LENGTH_CODES    19
#define FIXED_LITERALS  288
#define FIXED_DISTANCES 30

static const uint16_t length_base[] = { 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17,
	19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227,
	258 };
static const uint8_t length_extra[] = { 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2,
	2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0 };
static const uint16_t distance_base[] = { 1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33,
	49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
	6145, 8193, 12289, 16385, 24577 };
static const uint8_t distance_extra[] = { 0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5,
	5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13 };

/* ---- bits and codes --------------------------------------------------- */

static unsigned
take_bits(struct vm_inflate *z, const struct vm_inflate_source *source,
    unsigned count)
{
	unsigned value;

	while (z->bit_count < count) {
		z->bits |= (uint32_t)source->next(source->arg) << z->bit_count;
		z->bit_count = (uint8_t)(z->bit_count + 8);
	}
	value = z->bits & ((1u << count) - 1);
	z->bits >>= count;
	z->bit_count = (uint8_t)(z->bit_count - count);
	return value;
}

static unsigned
take_symbol(struct vm_inflate *z, const struct vm_inflate_source *source,
    const struct vm_inflate_code *code)
{
	unsigned value = 0; /* of the bits so far */
	unsigned first = 0; /* value of the first code of this length */
	unsigned index = 0; /* of that code's symbol */

	for (unsigned len = 1; len <= VM_INFLATE_BITS; len++) {
		unsigned count = code->count[len];

		value |= take_bits(z, source, 1);
		if (value < first + count)
			return code->symbol[index + value - first];
		index += count;
		first = (first + count) << 1;
		value <<= 1;
	}
	return BAD_SYMBOL;
}

/* False: more codes than fit. Too few are allowed (one distance only). */
static bool
build_code(struct vm_inflate_code *code, const uint8_t *lengths, size_t count)
{
	uint16_t offset[VM_INFLATE_BITS + 1];
	int left = 1;

	memset(code->count, 0, sizeof(code->count));
	for (size_t i = 0; i < count; i++)
		code->count[lengths[i]]++;
	code->count[0] = 0;
	offset[1] = 0;
	for (unsigned len = 1; len <= VM_INFLATE_BITS; len++) {
		left = (left << 1) - code->count[len];
		if (left < 0)
			return false;
		if (len < VM_INFLATE_BITS)
			offset[len + 1] =
			    (uint16_t)(offset[len] + code->count[len]);
	}
	for (size_t i = 0; i < count; i++) {
		if (lengths[i] != 0)
			code->symbol[offset[lengths[i]]++] = (uint16_t)i;
	}
	return true;
}

/* ---- blocks ----------------------------------------------------------- */

static bool
begin_fixed(struct vm_inflate *z)
{
	uint8_t lengths[FIXED_LITERALS];

	memset(lengths, 8, sizeof(lengths));
	memset(lengths + 144, 9, 112);
	memset(lengths + 256, 7, 24);
	build_code(&z->literals, lengths, FIXED_LITERALS);
	memset(lengths, 5, FIXED_DISTANCES);
	build_code(&z->distances, lengths, FIXED_DISTANCES);
	return true;
}

/* The code lengths of a dynamic block, packed by a code of their own. */
static bool
read_lengths(struct vm_inflate *z, const struct vm_inflate_source *source,
    uint8_t *lengths, size_t total)
{
	size_t n = 0;

	while (n < total) {
		unsigned symbol = take_symbol(z, source, &z->literals);
		unsigned times = 1;
		uint8_t value = 0;

		if (symbol < 16) {
			value = (uint8_t)symbol;
		} else if (symbol == 16) {
			if (n == 0)
				return false;
			value = lengths[n - 1];
			times = 3 + take_bits(z, source, 2);
		} else if (symbol == 17) {
			times = 3 + take_bits(z, source, 3);
		} else if (symbol == 18) {
			times = 11 + take_bits(z, source, 7);
		} else {
			return false;
		}
		if (times > total - n)
			return false;
		memset(lengths + n, value, times);
		n += times;
	}
	return true;
}

static bool
begin_dynamic(struct vm_inflate *z, const struct vm_inflate_source *source)
{
	static const uint8_t order[LENGTH_CODES] = { 16, 17, 18, 0, 8, 7, 9, 6,
		10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15 };
	uint8_t lengths[VM_INFLATE_LITERALS + VM_INFLATE_DISTANCES];
	size_t literals = 257 + take_bits(z, source, 5);
	size_t distances = 1 + take_bits(z, source, 5);
	size_t codes = 4 + take_bits(z, source, 4);

	memset(lengths, 0, LENGTH_CODES);
	for (size_t i = 0; i < codes; i++)
		lengths[order[i]] = (uint8_t)take_bits(z, source, 3);
	return literals <= 286 &&
	    build_code(&z->literals, lengths, LENGTH_CODES) &&
	    read_lengths(z, source, lengths, literals + distances) &&
	    lengths[END_OF_BLOCK] != 0 &&
	    build_code(&z->literals, lengths, literals) &&
	    build_code(&z->distances, lengths + literals, distances);
}

static bool
begin_stored(struct vm_inflate *z, const struct vm_inflate_source *source)
{
	unsigned len, check;

	z->bits = 0; /* the rest of the byte is skipped */
	z->bit_count = 0;
	len = take_bits(z, source, 16);
	check = take_bits(z, source, 16);
	z->left = (uint16_t)len;
	return (len ^ check) == 0xffffu;
}

static bool
begin_block(struct vm_inflate *z, const struct vm_inflate_source *source)
{
	if (z->is_last) {
		z->state = INFLATE_END;
		return true;
	}
	z->is_last = take_bits(z, source, 1) != 0;
	switch (take_bits(z, source, 2)) {
	case 0:
		z->state = INFLATE_STORED;
		return begin_stored(z, source);
	case 1:
		z->state = INFLATE_CODES;
		return begin_fixed(z);
	case 2:
		z->state = INFLATE_CODES;
		return begin_dynamic(z, source);
	default:
		return false;
	}
}

/* ---- contents --------------------------------------------------------- */

static size_t
put(struct vm_inflate *z, uint8_t *window, uint8_t *out, uint8_t byte)
{
	window[z->window_pos++] = byte;
	if (z->window_pos == z->window_size)
		z->window_pos = 0;
	if (z->window_used < z->window_size)
		z->window_used++;
	*out = byte;
	return 1;
}

static size_t
copy_one(struct vm_inflate *z, uint8_t *window, uint8_t *out)
{
	uint32_t from = z->window_pos + z->window_size - z->distance;

	z->copy--;
	return put(z, window, out, window[from % z->window_size]);
}

/* A length and a distance. */
static bool
begin_copy(struct vm_inflate *z, const struct vm_inflate_source *source,
    unsigned symbol)
{
	unsigned code;

	symbol -= FIRST_LENGTH;
	if (symbol >= sizeof(length_extra))
		return false;
	z->copy = (uint16_t)(length_base[symbol] +
	    take_bits(z, source, length_extra[symbol]));
	code = take_symbol(z, source, &z->distances);
	if (code >= sizeof(distance_extra)) {
		z->copy = 0;
		return false;
	}
	z->distance =
	    distance_base[code] + take_bits(z, source, distance_extra[code]);
	if (z->distance > z->window_used) {
		z->copy = 0;
		return false;
	}
	return true;
}

/* One step of a block; 1: a byte came out. */
static size_t
step_codes(struct vm_inflate *z, uint8_t *window,
    const struct vm_inflate_source *source, uint8_t *out)
{
	unsigned symbol = take_symbol(z, source, &z->literals);

	if (symbol < END_OF_BLOCK)
		return put(z, window, out, (uint8_t)symbol);
	if (symbol == END_OF_BLOCK)
		z->state = INFLATE_BLOCK;
	else if (!begin_copy(z, source, symbol))
		z->state = INFLATE_FAILED;
	return 0;
}

static size_t
step_stored(struct vm_inflate *z, uint8_t *window,
    const struct vm_inflate_source *source, uint8_t *out)
{
	if (z->left == 0) {
		z->state = INFLATE_BLOCK;
		return 0;
	}
	put(z, window, out, (uint8_t)take_bits(z, source, 8));
	z->left--;
	return 1;
}

size_t
vm_inflate_read(struct vm_inflate *z, uint8_t *window,
    const struct vm_inflate_source *source, uint8_t *out, size_t len)
{
	size_t n = 0;

	while (n < len && z->state != INFLATE_END) {
		if (z->copy > 0)
			n += copy_one(z, window, out + n);
		else if (z->state == INFLATE_CODES)
			n += step_codes(z, window, source, out + n);
		else if (z->state == INFLATE_STORED)
			n += step_stored(z, window, source, out + n);
		else if (z->state == INFLATE_FAILED || !begin_block(z, source))
			z->state = INFLATE_FAILED;
		if (z->state == INFLATE_FAILED)
			return VM_INFLATE_BAD;
	}
	return n;
}
