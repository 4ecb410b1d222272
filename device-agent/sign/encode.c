/* SPDX-License-Identifier: MIT */
/* Packing with zlib, and a look with the boards' own decoder. */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "boot/boot_decode.h"
#include "encode.h"

#define PIECE      4096
#define LEVEL      9
#define MEMORY     9
#define WINDOW_LOG 11
_Static_assert(1 << WINDOW_LOG == BOOT_DECODE_WINDOW, "as boards have it");

void
bytes_add(struct bytes *bytes, const void *from, size_t len)
{
	if (len == 0)
		return;
	if (len > bytes->cap - bytes->len) {
		bytes->cap = (bytes->len + len) * 2;
		bytes->at = realloc(bytes->at, bytes->cap);
		if (bytes->at == NULL)
			abort();
	}
	memcpy(bytes->at + bytes->len, from, len);
	bytes->len += len;
}

void
encode_deflate(const struct bytes *image, struct bytes *payload)
{
	uint8_t piece[PIECE];
	z_stream z = { .next_in = image->at, .avail_in = (uInt)image->len };
	int ret;

	if (deflateInit2(&z, LEVEL, Z_DEFLATED, -WINDOW_LOG, MEMORY,
		Z_DEFAULT_STRATEGY) != Z_OK)
		abort();
	do {
		z.next_out = piece;
		z.avail_out = sizeof(piece);
		ret = deflate(&z, Z_FINISH);
		bytes_add(payload, piece, sizeof(piece) - z.avail_out);
	} while (ret == Z_OK);
	deflateEnd(&z);
}

void
encode_delta(const struct bytes *base, const struct bytes *image,
    struct bytes *payload)
{
	struct bytes changes = { NULL, 0, 0 };

	encode_changes(base, image, &changes);
	encode_deflate(&changes, payload);
	free(changes.at);
}

static int
read_base(void *ctx, uint32_t at, void *bytes, uint32_t len)
{
	const struct bytes *base = ctx;

	if (at > base->len || len > base->len - at)
		return -1;
	memcpy(bytes, base->at + at, len);
	return 0;
}

bool
encode_check(const struct bytes *base, const struct bytes *image,
    const struct bytes *payload)
{
	static struct boot_decoder decoder;
	struct bytes none = { NULL, 0, 0 };
	struct bytes old = base != NULL ? *base : none;
	const struct boot_flash flash = { .ctx = &old, .read = read_base };
	uint8_t piece[PIECE];
	uint32_t given = 0;
	uint32_t made = 0;
	uint32_t part;
	uint32_t len;

	boot_decode_begin(&decoder, &flash, 0, (uint32_t)old.len, base != NULL);
	for (;;) {
		bool is_all = given == payload->len;

		if (boot_decode_take(&decoder, is_all, piece, sizeof(piece),
			&len) != BOOT_OK ||
		    len > image->len - made ||
		    memcmp(piece, image->at + made, len) != 0)
			return false;
		made += len;
		if (is_all && len == 0)
			return made == image->len;
		part = boot_decode_give(&decoder, payload->at + given,
		    (uint32_t)(payload->len - given));
		if (part == 0 && !is_all)
			return false;
		given += part;
	}
}
