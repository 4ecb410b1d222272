/* SPDX-License-Identifier: MIT */
/*
 * Payloads that are not the image itself, a piece at a time. Deflate (RFC
 * 1951, distances up to BOOT_DECODE_WINDOW) gives the image, or with the
 * coding delta a row of changes to another image, the base, each one:
 *   u32 at, u32 changed, u32 new         (little endian)
 *   changed bytes, added to those of the base from at on
 *   new bytes, as they are
 */
#ifndef BOOT_DECODE_H
#define BOOT_DECODE_H

#include "boot_manifest.h"
#include "vm/modules/inflate.h"

#define BOOT_DECODE_WINDOW 2048
#define BOOT_DECODE_INPUT  512
#define BOOT_CHANGE_LEN    12 /* the head of a change */

struct boot_decoder {
	const struct boot_flash *flash; /* borrowed: where the base is */
	uint32_t base;                  /* its address */
	uint32_t base_size;
	bool is_delta;
	bool is_starved; /* read behind the input */
	uint32_t input_at;
	uint32_t input_len;
	uint32_t at;      /* the change under way: offset in the base */
	uint32_t changed; /* bytes left of it */
	uint32_t fresh;
	uint32_t head_len; /* bytes there of the next one's head */
	uint8_t head[BOOT_CHANGE_LEN];
	struct vm_inflate inflate;
	uint8_t input[BOOT_DECODE_INPUT];
	uint8_t window[BOOT_DECODE_WINDOW];
};

/* base: address of the base's first byte, of use for the coding delta. */
void boot_decode_begin(struct boot_decoder *decoder,
    const struct boot_flash *flash, uint32_t base, uint32_t base_size,
    bool is_delta);
/* Takes what there is room for of the payload's next bytes; how many. */
uint32_t boot_decode_give(struct boot_decoder *decoder, const uint8_t *bytes,
    uint32_t len);
/*
 * Up to cap bytes of the image; *len is how many. 0 of them: give more, or,
 * with is_all (everything was given), that was the end. BOOT_ERR_CODING when
 * the payload makes no sense.
 */
int boot_decode_take(struct boot_decoder *decoder, bool is_all, uint8_t *image,
    uint32_t cap, uint32_t *len);

#endif
