/* SPDX-License-Identifier: MIT */
/*
 * DEFLATE (RFC 1951), decoding: bytes are pulled from a source one at a
 * time, so that nothing behind the end of the data is taken.
 */
#ifndef VM_INFLATE_H
#define VM_INFLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VM_INFLATE_LITERALS  288
#define VM_INFLATE_DISTANCES 32
#define VM_INFLATE_BITS      15
#define VM_INFLATE_BAD       SIZE_MAX

struct vm_inflate_source {
	uint8_t (*next)(void *arg); /* does not return when there is none */
	void *arg;
};

/* A canonical code: how many symbols of each length, then the symbols. */
struct vm_inflate_code {
	uint16_t count[VM_INFLATE_BITS + 1];
	uint16_t symbol[VM_INFLATE_LITERALS];
};

struct vm_inflate {
	uint32_t bits; /* read from the source, not used yet */
	uint8_t bit_count;
	uint8_t state;
	bool is_last;      /* block */
	uint16_t left;     /* bytes of a stored block */
	uint16_t copy;     /* bytes to copy from the window */
	uint32_t distance; /* from where */
	uint32_t window_size;
	uint32_t window_pos;
	uint32_t window_used;
	struct vm_inflate_code literals;
	struct vm_inflate_code distances;
};

/* z: zeros, but for window_size. The window is the caller's. Returns how
 * many bytes were decoded: fewer than len at the end only. */
size_t vm_inflate_read(struct vm_inflate *z, uint8_t *window,
    const struct vm_inflate_source *source, uint8_t *out, size_t len);

#endif
