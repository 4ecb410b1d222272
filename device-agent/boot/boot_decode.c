/* SPDX-License-Identifier: MIT */
/*
 * From payload to image. The inflater pulls bytes; it is asked for one byte at
 * a time and only while enough of the payload is there for whatever may come
 * before that byte.
 */
#include <string.h>

#include "boot_decode.h"
#include "proto/wire.h"

/* A block's head with its codes has at most 287 bytes, a symbol 6. */
#define INPUT_NEEDED 320

void
boot_decode_begin(struct boot_decoder *decoder, const struct boot_flash *flash,
    uint32_t base, uint32_t base_size, bool is_delta)
{
	memset(decoder, 0, sizeof(*decoder));
	decoder->flash = flash;
	decoder->base = base;
	decoder->base_size = base_size;
	decoder->is_delta = is_delta;
	decoder->inflate.window_size = BOOT_DECODE_WINDOW;
}

uint32_t
boot_decode_give(struct boot_decoder *decoder, const uint8_t *bytes,
    uint32_t len)
{
	uint32_t left = decoder->input_len - decoder->input_at;

	memmove(decoder->input, decoder->input + decoder->input_at, left);
	if (len > BOOT_DECODE_INPUT - left)
		len = BOOT_DECODE_INPUT - left;
	memcpy(decoder->input + left, bytes, len);
	decoder->input_at = 0;
	decoder->input_len = left + len;
	return len;
}

static uint8_t
next_input(void *arg)
{
	struct boot_decoder *decoder = arg;

	if (decoder->input_at < decoder->input_len)
		return decoder->input[decoder->input_at++];
	decoder->is_starved = true;
	return 0;
}

/* The next unpacked byte. 1, or 0: none yet, or no more; or an error. */
static int
unpack(struct boot_decoder *decoder, bool is_all, uint8_t *byte)
{
	const struct vm_inflate_source source = { next_input, decoder };
	size_t n;

	if (!is_all && decoder->input_len - decoder->input_at < INPUT_NEEDED)
		return 0;
	n = vm_inflate_read(&decoder->inflate, decoder->window, &source, byte,
	    1);
	if (n == VM_INFLATE_BAD || decoder->is_starved)
		return BOOT_ERR_CODING;
	return (int)n;
}

/* A byte more of a change's head. */
static int
add_to_head(struct boot_decoder *decoder, uint8_t byte)
{
	const uint8_t *head = decoder->head;

	decoder->head[decoder->head_len++] = byte;
	if (decoder->head_len < BOOT_CHANGE_LEN)
		return BOOT_OK;
	decoder->head_len = 0;
	decoder->at = proto_load(head, 4);
	decoder->changed = proto_load(head + 4, 4);
	decoder->fresh = proto_load(head + 8, 4);
	return decoder->at <= decoder->base_size &&
		decoder->changed <= decoder->base_size - decoder->at ?
	    BOOT_OK :
	    BOOT_ERR_CODING;
}

/* What an unpacked byte means. 1: *byte is the image's next. */
static int
apply(struct boot_decoder *decoder, uint8_t *byte)
{
	uint8_t old;
	int error;

	if (!decoder->is_delta)
		return 1;
	if (decoder->changed > 0) {
		error = boot_flash_read(decoder->flash,
		    decoder->base + decoder->at++, &old, 1);
		decoder->changed--;
		*byte = (uint8_t)(*byte + old);
		return error == BOOT_OK ? 1 : error;
	}
	if (decoder->fresh > 0) {
		decoder->fresh--;
		return 1;
	}
	return add_to_head(decoder, *byte);
}

int
boot_decode_take(struct boot_decoder *decoder, bool is_all, uint8_t *image,
    uint32_t cap, uint32_t *len)
{
	*len = 0;
	while (*len < cap) {
		int ret = unpack(decoder, is_all, &image[*len]);

		if (ret == 0)
			break;
		if (ret == 1)
			ret = apply(decoder, &image[*len]);
		if (ret < 0)
			return ret;
		*len += (uint32_t)ret;
	}
	return BOOT_OK;
}
