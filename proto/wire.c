/* SPDX-License-Identifier: MIT */
/* Bounds-checked little-endian reader and writer. */
#include <string.h>

#include "wire.h"

uint32_t
proto_load(const uint8_t *at, size_t count)
{
	uint32_t value = 0;

	while (count-- > 0)
		value = value << 8 | at[count];
	return value;
}

void
proto_store(uint8_t *at, uint32_t value, size_t count)
{
	for (; count > 0; count--) {
		*at++ = (uint8_t)value;
		value >>= 8;
	}
}

void
proto_reader_init(struct proto_reader *r, const void *buf, size_t len)
{
	r->at = buf;
	r->left = len;
	r->failed = false;
}

const uint8_t *
proto_read_bytes(struct proto_reader *r, size_t len)
{
	const uint8_t *at = r->at;

	if (r->failed || r->left < len) {
		r->failed = true;
		return NULL;
	}
	r->at += len;
	r->left -= len;
	return at;
}

void
proto_read_copy(struct proto_reader *r, void *into, size_t len)
{
	const uint8_t *from = proto_read_bytes(r, len);

	if (from != NULL)
		memcpy(into, from, len);
}

/* The next count bytes as one little-endian number, 0 when missing. */
static uint32_t
read_le(struct proto_reader *r, size_t count)
{
	const uint8_t *bytes = proto_read_bytes(r, count);

	return bytes == NULL ? 0 : proto_load(bytes, count);
}

uint8_t
proto_read_u8(struct proto_reader *r)
{
	return (uint8_t)read_le(r, 1);
}

uint16_t
proto_read_u16(struct proto_reader *r)
{
	return (uint16_t)read_le(r, 2);
}

uint32_t
proto_read_u32(struct proto_reader *r)
{
	return read_le(r, 4);
}

void
proto_writer_init(struct proto_writer *w, void *buf, size_t cap)
{
	w->buf = buf;
	w->cap = cap;
	w->len = 0;
	w->failed = false;
}

void
proto_write_bytes(struct proto_writer *w, const void *bytes, size_t len)
{
	if (w->failed || w->cap - w->len < len) {
		w->failed = true;
		return;
	}
	if (len > 0)
		memcpy(w->buf + w->len, bytes, len);
	w->len += len;
}

static void
write_le(struct proto_writer *w, uint32_t value, size_t count)
{
	uint8_t bytes[4];

	proto_store(bytes, value, count);
	proto_write_bytes(w, bytes, count);
}

void
proto_write_u8(struct proto_writer *w, uint8_t value)
{
	write_le(w, value, 1);
}

void
proto_write_u16(struct proto_writer *w, uint16_t value)
{
	write_le(w, value, 2);
}

void
proto_write_u32(struct proto_writer *w, uint32_t value)
{
	write_le(w, value, 4);
}
