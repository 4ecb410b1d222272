/* SPDX-License-Identifier: MIT */
/*
 * DEFLATE (RFC 1951), encoding: matches of an earlier part of the data and
 * literals, in one block with the fixed code.
 */
#ifndef VM_DEFLATE_WRITER_H
#define VM_DEFLATE_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VM_DEFLATE_LOOKAHEAD 262 /* the longest match, and a bit */
#define VM_DEFLATE_HEADS     256
#define VM_DEFLATE_OUT       64

struct vm_deflate {
	uint32_t bits;
	uint8_t bit_count;
	bool has_begun;
	uint32_t window_size; /* a power of two */
	uint32_t pos;         /* next byte to encode */
	uint32_t end;         /* of what was given */
	uint8_t out_len;
	uint8_t out[VM_DEFLATE_OUT];
	uint16_t head[VM_DEFLATE_HEADS]; /* 1 + latest position of a hash */
};

struct vm_deflate_sink {
	void (*write)(void *arg, const uint8_t *data, size_t len);
	void *arg;
};

/* Bytes of the two buffers, the caller's and zeros at first. */
static inline size_t
vm_deflate_text_size(uint32_t window_size)
{
	return window_size * 2 + VM_DEFLATE_LOOKAHEAD;
}

struct vm_deflate_buffers {
	uint8_t *text;      /* vm_deflate_text_size() bytes */
	uint16_t *previous; /* window_size: chains of equal hashes */
};

void vm_deflate_write(struct vm_deflate *z,
    const struct vm_deflate_buffers *buffers,
    const struct vm_deflate_sink *sink, const uint8_t *data, size_t len);
/* Encodes the rest and ends the data. */
void vm_deflate_finish(struct vm_deflate *z,
    const struct vm_deflate_buffers *buffers,
    const struct vm_deflate_sink *sink);

#endif
