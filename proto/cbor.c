/* SPDX-License-Identifier: MIT */
/* Reader and writer for the CBOR subset of UP/1. */
#include <string.h>

#include "cbor.h"

void
proto_cbor_init(struct proto_cbor *c, const void *body, size_t len)
{
	proto_reader_init(&c->r, body, len);
}

bool
proto_cbor_failed(const struct proto_cbor *c)
{
	return c->r.failed;
}

enum proto_cbor_type
proto_cbor_peek(const struct proto_cbor *c)
{
	static const uint8_t types[8] = {
		PROTO_CBOR_UINT,
		PROTO_CBOR_NINT,
		PROTO_CBOR_BYTES,
		PROTO_CBOR_TEXT,
		PROTO_CBOR_ARRAY,
		PROTO_CBOR_MAP,
		PROTO_CBOR_BAD,
		PROTO_CBOR_BAD,
	};

	if (c->r.failed || c->r.left == 0)
		return PROTO_CBOR_END;
	if ((*c->r.at & ~1) == (PROTO_MAJOR_SIMPLE << 5 | PROTO_CBOR_FALSE))
		return PROTO_CBOR_BOOL;
	return (enum proto_cbor_type)types[*c->r.at >> 5];
}

/*
 * Reads one head that must be of this major type and returns its value, 0
 * when it is not. Indefinite lengths are refused.
 */
uint64_t
proto_cbor_head(struct proto_cbor *c, enum proto_cbor_major major)
{
	unsigned int info = proto_read_u8(&c->r) ^ (unsigned int)major << 5;
	uint64_t value = info;

	if (info > (major == PROTO_MAJOR_SIMPLE ? 23 : 27))
		c->r.failed = true;
	if (info > 23 && !c->r.failed) {
		value = 0;
		for (info = 1u << (info & 3); info > 0; info--)
			value = value << 8 | proto_read_u8(&c->r);
	}
	return c->r.failed ? 0 : value;
}

/* The head of something that takes value bytes at least. */
static size_t
read_count(struct proto_cbor *c, enum proto_cbor_major major)
{
	uint64_t count = proto_cbor_head(c, major);

	if (count <= c->r.left)
		return (size_t)count;
	c->r.failed = true;
	return 0;
}

bool
proto_cbor_uint(struct proto_cbor *c, uint64_t *value)
{
	uint64_t got = proto_cbor_head(c, PROTO_MAJOR_UINT);

	if (c->r.failed)
		return false;
	*value = got;
	return true;
}

bool
proto_cbor_u32(struct proto_cbor *c, uint32_t *value)
{
	uint64_t got = proto_cbor_head(c, PROTO_MAJOR_UINT);

	if (got > UINT32_MAX)
		c->r.failed = true;
	if (c->r.failed)
		return false;
	*value = (uint32_t)got;
	return true;
}

bool
proto_cbor_int(struct proto_cbor *c, int64_t *value)
{
	bool negative = proto_cbor_peek(c) == PROTO_CBOR_NINT;
	uint64_t got =
	    proto_cbor_head(c, negative ? PROTO_MAJOR_NINT : PROTO_MAJOR_UINT);

	if (got > INT64_MAX)
		c->r.failed = true;
	if (c->r.failed)
		return false;
	*value = negative ? -1 - (int64_t)got : (int64_t)got;
	return true;
}

bool
proto_cbor_bool(struct proto_cbor *c, bool *value)
{
	uint64_t got = proto_cbor_head(c, PROTO_MAJOR_SIMPLE);

	if (got != PROTO_CBOR_FALSE && got != PROTO_CBOR_TRUE)
		c->r.failed = true;
	if (c->r.failed)
		return false;
	*value = got == PROTO_CBOR_TRUE;
	return true;
}

bool
proto_cbor_span(struct proto_cbor *c, enum proto_cbor_major major,
    struct proto_span *span)
{
	size_t len = read_count(c, major);

	if (c->r.failed)
		return false;
	span->at = proto_read_bytes(&c->r, len);
	span->len = len;
	return true;
}

bool
proto_cbor_text(struct proto_cbor *c, struct proto_span *span)
{
	return proto_cbor_span(c, PROTO_MAJOR_TEXT, span);
}

bool
proto_cbor_bytes(struct proto_cbor *c, struct proto_span *span)
{
	return proto_cbor_span(c, PROTO_MAJOR_BYTES, span);
}

bool
proto_cbor_enter_array(struct proto_cbor *c, size_t *count)
{
	*count = read_count(c, PROTO_MAJOR_ARRAY);
	return !c->r.failed;
}

bool
proto_cbor_enter_map(struct proto_cbor *c, size_t *count)
{
	*count = read_count(c, PROTO_MAJOR_MAP);
	return !c->r.failed;
}

bool
proto_cbor_key(struct proto_cbor *c, uint64_t *key)
{
	return proto_cbor_uint(c, key);
}

/* Skips one value that may nest depth more containers. */
static void
skip_value(struct proto_cbor *c, unsigned int depth)
{
	enum proto_cbor_type type = proto_cbor_peek(c);
	enum proto_cbor_major major;
	uint64_t value;

	if (type >= PROTO_CBOR_END) {
		c->r.failed = true;
		return;
	}
	major = (enum proto_cbor_major)(*c->r.at >> 5);
	value = proto_cbor_head(c, major);
	if (type <= PROTO_CBOR_NINT || type == PROTO_CBOR_BOOL)
		return;
	/* Every item takes a byte at least: refuse absurd counts at once. */
	if (value > c->r.left)
		c->r.failed = true;
	if (type <= PROTO_CBOR_TEXT) {
		proto_read_bytes(&c->r, (size_t)value);
		return;
	}
	if (depth == 0)
		c->r.failed = true;
	for (; value > 0 && !c->r.failed; value--) {
		if (type == PROTO_CBOR_MAP)
			proto_cbor_head(c, PROTO_MAJOR_UINT);
		skip_value(c, depth - 1);
	}
}

bool
proto_cbor_skip(struct proto_cbor *c)
{
	skip_value(c, PROTO_CBOR_DEPTH);
	return !c->r.failed;
}

bool
proto_cbor_is_map(const void *body, size_t len)
{
	struct proto_cbor c;

	proto_cbor_init(&c, body, len);
	return proto_cbor_peek(&c) == PROTO_CBOR_MAP && proto_cbor_skip(&c) &&
	    c.r.left == 0;
}

bool
proto_cbor_find(const void *body, size_t len, uint64_t key,
    struct proto_cbor *value)
{
	struct proto_cbor c;
	uint64_t got;
	size_t count;

	proto_cbor_init(&c, body, len);
	if (!proto_cbor_enter_map(&c, &count))
		return false;
	while (count-- > 0 && proto_cbor_key(&c, &got)) {
		if (got == key) {
			*value = c;
			return true;
		}
		proto_cbor_skip(&c);
	}
	return false;
}

bool
proto_cbor_get_uint(const void *body, size_t len, uint64_t key, uint64_t *value)
{
	struct proto_cbor c;

	return proto_cbor_find(body, len, key, &c) &&
	    proto_cbor_uint(&c, value);
}

bool
proto_cbor_get_int(const void *body, size_t len, uint64_t key, int64_t *value)
{
	struct proto_cbor c;

	return proto_cbor_find(body, len, key, &c) && proto_cbor_int(&c, value);
}

bool
proto_cbor_get_bool(const void *body, size_t len, uint64_t key, bool *value)
{
	struct proto_cbor c;

	return proto_cbor_find(body, len, key, &c) &&
	    proto_cbor_bool(&c, value);
}

bool
proto_cbor_get_text(const void *body, size_t len, uint64_t key,
    struct proto_span *span)
{
	struct proto_cbor c;

	return proto_cbor_find(body, len, key, &c) && proto_cbor_text(&c, span);
}

bool
proto_cbor_get_bytes(const void *body, size_t len, uint64_t key,
    struct proto_span *span)
{
	struct proto_cbor c;

	return proto_cbor_find(body, len, key, &c) &&
	    proto_cbor_bytes(&c, span);
}

/* The low size bytes of value, most significant first. */
static void
write_be(struct proto_writer *w, uint32_t value, unsigned int size)
{
	while (size > 0)
		proto_write_u8(w, (uint8_t)(value >> 8 * --size));
}

void
proto_cbor_put_head(struct proto_writer *w, enum proto_cbor_major major,
    uint64_t value)
{
	uint32_t high = (uint32_t)(value >> 32);
	uint32_t low = (uint32_t)value;
	unsigned int info = high != 0 ? 27 : 26;
	unsigned int size = 4;

	if (high == 0 && low <= UINT16_MAX) {
		info = low < 24 ? low : low <= UINT8_MAX ? 24 : 25;
		size = low < 24 ? 0 : info - 23;
	}
	proto_write_u8(w, (uint8_t)((unsigned int)major << 5 | info));
	if (high != 0)
		write_be(w, high, 4);
	write_be(w, low, size);
}

void
proto_cbor_put_uint(struct proto_writer *w, uint64_t value)
{
	proto_cbor_put_head(w, PROTO_MAJOR_UINT, value);
}

void
proto_cbor_put_int(struct proto_writer *w, int64_t value)
{
	if (value < 0)
		proto_cbor_put_head(w, PROTO_MAJOR_NINT,
		    (uint64_t)(-1 - value));
	else
		proto_cbor_put_head(w, PROTO_MAJOR_UINT, (uint64_t)value);
}

void
proto_cbor_put_bool(struct proto_writer *w, bool value)
{
	proto_cbor_put_head(w, PROTO_MAJOR_SIMPLE,
	    value ? PROTO_CBOR_TRUE : PROTO_CBOR_FALSE);
}

void
proto_cbor_put_text_len(struct proto_writer *w, const void *text, size_t len)
{
	proto_cbor_put_head(w, PROTO_MAJOR_TEXT, len);
	proto_write_bytes(w, text, len);
}

void
proto_cbor_put_text(struct proto_writer *w, const char *text)
{
	proto_cbor_put_text_len(w, text, strlen(text));
}

void
proto_cbor_put_bytes(struct proto_writer *w, const void *bytes, size_t len)
{
	proto_cbor_put_head(w, PROTO_MAJOR_BYTES, len);
	proto_write_bytes(w, bytes, len);
}

void
proto_cbor_put_array(struct proto_writer *w, size_t count)
{
	proto_cbor_put_head(w, PROTO_MAJOR_ARRAY, count);
}

void
proto_cbor_put_map(struct proto_writer *w, size_t pairs)
{
	proto_cbor_put_head(w, PROTO_MAJOR_MAP, pairs);
}

void
proto_cbor_patch_count(struct proto_writer *w, size_t at, size_t count)
{
	if (at >= w->len || count > 23) {
		w->failed = true;
		return;
	}
	w->buf[at] = (uint8_t)((w->buf[at] & 0xe0) | count);
}
