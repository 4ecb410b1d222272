/* SPDX-License-Identifier: MIT */
/* Images as they are sent, see boot/boot_decode.h. */
#ifndef ENCODE_H
#define ENCODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bytes {
	uint8_t *at; /* owned: freed with free() */
	size_t len;
	size_t cap;
};

/* Appends; memory that runs out ends the program. */
void bytes_add(struct bytes *bytes, const void *from, size_t len);

/* Raw deflate with the distances a board remembers. */
void encode_deflate(const struct bytes *image, struct bytes *payload);
/* The row of changes that makes image of base, not packed yet. */
void encode_changes(const struct bytes *base, const struct bytes *image,
    struct bytes *changes);
/* Both: what a manifest of the coding delta signs. */
void encode_delta(const struct bytes *base, const struct bytes *image,
    struct bytes *payload);
/* Whether a board makes image of payload; base: NULL, or of a delta. */
bool encode_check(const struct bytes *base, const struct bytes *image,
    const struct bytes *payload);

#endif
