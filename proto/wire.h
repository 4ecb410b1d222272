/* SPDX-License-Identifier: MIT */
/*
 * Bounds-checked little-endian reader and writer: the only code that touches
 * raw bytes. Errors are sticky: read or write everything, then ask once.
 * Readers return pointers into the caller's buffer; nothing is copied.
 */
#ifndef PROTO_WIRE_H
#define PROTO_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Results of this library's functions; 0 is success. */
enum proto_err {
	PROTO_OK = 0,
	PROTO_ERR_AGAIN = -1,     /* no room now; try again after output */
	PROTO_ERR_TOO_LONG = -2,  /* does not fit the buffer or the MTU */
	PROTO_ERR_MALFORMED = -3, /* bytes do not follow the specification */
	PROTO_ERR_STATE = -4,     /* not possible now (link down, no slot) */
	PROTO_ERR_ARG = -5        /* the caller's mistake */
};

/* A bool of one word: instructions for words are shorter. */
typedef uint32_t proto_flag;

/* count bytes at a known good place as one little-endian number. */
uint32_t proto_load(const uint8_t *at, size_t count);
void proto_store(uint8_t *at, uint32_t value, size_t count);

struct proto_reader {
	const uint8_t *at; /* borrowed: the caller's buffer */
	size_t left;
	proto_flag failed;
};

struct proto_writer {
	uint8_t *buf; /* borrowed: the caller's buffer */
	size_t cap;
	size_t len; /* bytes written so far */
	proto_flag failed;
};

void proto_reader_init(struct proto_reader *r, const void *buf, size_t len);
uint8_t proto_read_u8(struct proto_reader *r);
uint16_t proto_read_u16(struct proto_reader *r);
uint32_t proto_read_u32(struct proto_reader *r);

/* The next len bytes in place, or NULL (and failed) when they are missing. */
const uint8_t *proto_read_bytes(struct proto_reader *r, size_t len);
/* The same, copied to into, which stays as it is when they are missing. */
void proto_read_copy(struct proto_reader *r, void *into, size_t len);

void proto_writer_init(struct proto_writer *w, void *buf, size_t cap);
void proto_write_u8(struct proto_writer *w, uint8_t value);
void proto_write_u16(struct proto_writer *w, uint16_t value);
void proto_write_u32(struct proto_writer *w, uint32_t value);
void proto_write_bytes(struct proto_writer *w, const void *bytes, size_t len);

#endif
