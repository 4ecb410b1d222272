/* SPDX-License-Identifier: MIT */
/* The encoder of DEFLATE. */
#include "deflate_writer.h"

#include <string.h>

#define MATCH_MIN    3u
#define MATCH_MAX    258u
#define CHAIN_MAX    64 /* places looked at for a match */
#define END_OF_BLOCK 256u

/* ---- bits ------------------------------------------------------------- */

static void
flush_out(struct vm_deflate *z, const struct vm_deflate_sink *sink)
{
	size_t len = z->out_len;

	z->out_len = 0;
	if (len > 0)
		sink->write(sink->arg, z->out, len);
}

static void
put_bits(struct vm_deflate *z, const struct vm_deflate_sink *sink,
    uint32_t value, unsigned count)
{
	z->bits |= value << z->bit_count;
	z->bit_count = (uint8_t)(z->bit_count + count);
	while (z->bit_count >= 8) {
		z->out[z->out_len++] = (uint8_t)z->bits;
		z->bits >>= 8;
		z->bit_count = (uint8_t)(z->bit_count - 8);
		if (z->out_len == VM_DEFLATE_OUT)
			flush_out(z, sink);
	}
}

/* Codes go with their first bit first. */
static void
put_code(struct vm_deflate *z, const struct vm_deflate_sink *sink,
    uint32_t code, unsigned count)
{
	uint32_t reversed = 0;

	for (unsigned i = 0; i < count; i++)
		reversed |= (code >> i & 1u) << (count - 1 - i);
	put_bits(z, sink, reversed, count);
}

/* A literal or length symbol in the fixed code. */
static void
put_symbol(struct vm_deflate *z, const struct vm_deflate_sink *sink,
    uint32_t symbol)
{
	if (symbol < 144)
		put_code(z, sink, symbol + 0x30, 8);
	else if (symbol < 256)
		put_code(z, sink, symbol - 144 + 0x190, 9);
	else if (symbol < 280)
		put_code(z, sink, symbol - 256, 7);
	else
		put_code(z, sink, symbol - 280 + 0xc0, 8);
}

static void
put_match(struct vm_deflate *z, const struct vm_deflate_sink *sink,
    uint32_t len, uint32_t distance)
{
	static const uint16_t length_base[] = { 3, 4, 5, 6, 7, 8, 9, 10, 11, 13,
		15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
		163, 195, 227, 258, 259 };
	static const uint16_t distance_base[] = { 1, 2, 3, 4, 5, 7, 9, 13, 17,
		25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537,
		2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577, 32769 };
	unsigned symbol = 0;

	while (length_base[symbol + 1] <= len)
		symbol++;
	put_symbol(z, sink, 257 + symbol);
	if (symbol >= 8 && symbol < 28)
		put_bits(z, sink, len - length_base[symbol], symbol / 4 - 1);
	symbol = 0;
	while (distance_base[symbol + 1] <= distance)
		symbol++;
	put_code(z, sink, symbol, 5);
	if (symbol >= 4)
		put_bits(z, sink, distance - distance_base[symbol],
		    symbol / 2 - 1);
}

/* ---- matches ---------------------------------------------------------- */

static unsigned
hash(const uint8_t *text)
{
	return (text[0] * 33u * 33u + text[1] * 33u + text[2]) %
	    VM_DEFLATE_HEADS;
}

static uint32_t
match_len(const uint8_t *a, const uint8_t *b, uint32_t most)
{
	uint32_t n = 0;

	while (n < most && a[n] == b[n])
		n++;
	return n;
}

/* The longest earlier text like that at pos; its length, or 0. */
static uint32_t
find_match(const struct vm_deflate *z, const struct vm_deflate_buffers *buffers,
    uint32_t *distance)
{
	const uint8_t *text = buffers->text;
	uint32_t most = z->end - z->pos;
	uint32_t best = MATCH_MIN - 1;
	uint32_t at;

	if (most < MATCH_MIN)
		return 0;
	if (most > MATCH_MAX)
		most = MATCH_MAX;
	at = z->head[hash(text + z->pos)];
	for (int tries = CHAIN_MAX; at != 0 && tries > 0; tries--) {
		uint32_t start = at - 1;
		uint32_t len;

		if (z->pos - start > z->window_size)
			break;
		len = match_len(text + start, text + z->pos, most);
		if (len > best) {
			best = len;
			*distance = z->pos - start;
		}
		at = buffers->previous[start % z->window_size];
		if (at > start)
			break;
	}
	return best < MATCH_MIN ? 0 : best;
}

/* Notes the texts that begin in the next len bytes, and moves past them. */
static void
advance(struct vm_deflate *z, const struct vm_deflate_buffers *buffers,
    uint32_t len)
{
	while (len-- > 0) {
		if (z->end - z->pos >= MATCH_MIN) {
			unsigned h = hash(buffers->text + z->pos);

			buffers->previous[z->pos % z->window_size] = z->head[h];
			z->head[h] = (uint16_t)(z->pos + 1);
		}
		z->pos++;
	}
}

static void
encode(struct vm_deflate *z, const struct vm_deflate_buffers *buffers,
    const struct vm_deflate_sink *sink, uint32_t keep)
{
	while (z->end - z->pos > keep) {
		uint32_t distance = 0;
		uint32_t len = find_match(z, buffers, &distance);

		if (len > 0) {
			put_match(z, sink, len, distance);
			advance(z, buffers, len);
		} else {
			put_symbol(z, sink, buffers->text[z->pos]);
			advance(z, buffers, 1);
		}
	}
}

static uint16_t
moved(uint16_t at, uint32_t by)
{
	return at > by ? (uint16_t)(at - by) : 0;
}

/* Drops what lies farther back than the window. */
static void
slide(struct vm_deflate *z, const struct vm_deflate_buffers *buffers)
{
	uint32_t by = z->window_size;

	if (z->pos < 2 * by)
		return;
	memmove(buffers->text, buffers->text + by, z->end - by);
	z->pos -= by;
	z->end -= by;
	for (size_t i = 0; i < VM_DEFLATE_HEADS; i++)
		z->head[i] = moved(z->head[i], by);
	for (uint32_t i = 0; i < by; i++)
		buffers->previous[i] = moved(buffers->previous[i], by);
}

static void
begin(struct vm_deflate *z, const struct vm_deflate_sink *sink)
{
	if (z->has_begun)
		return;
	z->has_begun = true;
	put_bits(z, sink, 1, 1); /* the last block */
	put_bits(z, sink, 1, 2); /* with the fixed code */
}

void
vm_deflate_write(struct vm_deflate *z, const struct vm_deflate_buffers *buffers,
    const struct vm_deflate_sink *sink, const uint8_t *data, size_t len)
{
	begin(z, sink);
	while (len > 0) {
		size_t room = vm_deflate_text_size(z->window_size) - z->end;
		size_t piece = len < room ? len : room;

		memcpy(buffers->text + z->end, data, piece);
		z->end += (uint32_t)piece;
		data += piece;
		len -= piece;
		encode(z, buffers, sink, VM_DEFLATE_LOOKAHEAD - 1);
		slide(z, buffers);
	}
}

void
vm_deflate_finish(struct vm_deflate *z,
    const struct vm_deflate_buffers *buffers,
    const struct vm_deflate_sink *sink)
{
	begin(z, sink);
	encode(z, buffers, sink, 0);
	put_symbol(z, sink, END_OF_BLOCK);
	if (z->bit_count > 0)
		put_bits(z, sink, 0, 8u - z->bit_count);
	flush_out(z, sink);
}
