/* SPDX-License-Identifier: MIT */
/* Reader and writer for the CBOR subset of UP/1. */
#include <string.h>

#include "cbor.h"

enum major {
	MAJOR_UINT = 0,
	MAJOR_NINT = 1,
	MAJOR_BYTES = 2,
	MAJOR_TEXT = 3,
	MAJOR_ARRAY = 4,
	MAJOR_MAP = 5,
	MAJOR_TAG = 6,
	MAJOR_SIMPLE = 7
};

#define SIMPLE_FALSE 20
#define SIMPLE_TRUE  21

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
	if ((*c->r.at & ~1) == (MAJOR_SIMPLE << 5 | SIMPLE_FALSE))
		return PROTO_CBOR_BOOL;
	return (enum proto_cbor_type)types[*c->r.at >> 5];
}

/* Reads one head. 64-bit values; indefinite lengths are refused. */
static enum major
read_head(struct proto_cbor *c, uint64_t *value)
{
	uint8_t head = proto_read_u8(&c->r);
	unsigned int info = head & 31;

	*value = info;
	if (info < 24)
		return (enum major)(head >> 5);
	if (info > 27 || head >> 5 == MAJOR_SIMPLE)
		c->r.failed = true;
	*value = 0;
	for (unsigned int left = 1u << (info & 3); left > 0; left--)
		*value = *value << 8 | proto_read_u8(&c->r);
	return (enum major)(head >> 5);
}

/* Reads a head that must be of one major type. */
static bool
expect(struct proto_cbor *c, enum major major, uint64_t *value)
{
	if (read_head(c, value) != major)
		c->r.failed = true;
	return !c->r.failed;
}

bool
proto_cbor_uint(struct proto_cbor *c, uint64_t *value)
{
	uint64_t got;

	if (!expect(c, MAJOR_UINT, &got))
		return false;
	*value = got;
	return true;
}

bool
proto_cbor_u32(struct proto_cbor *c, uint32_t *value)
{
	uint64_t got;

	if (!expect(c, MAJOR_UINT, &got))
		return false;
	if (got > UINT32_MAX) {
		c->r.failed = true;
		return false;
	}
	*value = (uint32_t)got;
	return true;
}

bool
proto_cbor_int(struct proto_cbor *c, int64_t *value)
{
	uint64_t got;
	enum major major = read_head(c, &got);

	if (major > MAJOR_NINT || got > INT64_MAX)
		c->r.failed = true;
	if (c->r.failed)
		return false;
	*value = major == MAJOR_UINT ? (int64_t)got : -1 - (int64_t)got;
	return true;
}

bool
proto_cbor_bool(struct proto_cbor *c, bool *value)
{
	uint64_t got;

	if (!expect(c, MAJOR_SIMPLE, &got))
		return false;
	if (got != SIMPLE_FALSE && got != SIMPLE_TRUE) {
		c->r.failed = true;
		return false;
	}
	*value = got == SIMPLE_TRUE;
	return true;
}

static bool
read_span(struct proto_cbor *c, enum major major, struct proto_span *span)
{
	uint64_t len;
	const uint8_t *at;

	if (!expect(c, major, &len))
		return false;
	if (len > c->r.left) {
		c->r.failed = true;
		return false;
	}
	at = proto_read_bytes(&c->r, (size_t)len);
	span->at = at;
	span->len = (size_t)len;
	return true;
}

bool
proto_cbor_text(struct proto_cbor *c, struct proto_span *span)
{
	return read_span(c, MAJOR_TEXT, span);
}

bool
proto_cbor_bytes(struct proto_cbor *c, struct proto_span *span)
{
	return read_span(c, MAJOR_BYTES, span);
}

static bool
enter(struct proto_cbor *c, enum major major, size_t *count)
{
	uint64_t got;

	if (!expect(c, major, &got))
		return false;
	/* Every item takes a byte at least: refuse absurd counts at once. */
	if (got > c->r.left) {
		c->r.failed = true;
		return false;
	}
	*count = (size_t)got;
	return true;
}

bool
proto_cbor_enter_array(struct proto_cbor *c, size_t *count)
{
	return enter(c, MAJOR_ARRAY, count);
}

bool
proto_cbor_enter_map(struct proto_cbor *c, size_t *count)
{
	return enter(c, MAJOR_MAP, count);
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
	uint64_t value;
	enum major major = read_head(c, &value);

	if (type >= PROTO_CBOR_END) {
		c->r.failed = true;
		return;
	}
	if (major == MAJOR_BYTES || major == MAJOR_TEXT) {
		if (value > c->r.left)
			c->r.failed = true;
		else
			proto_read_bytes(&c->r, (size_t)value);
		return;
	}
	if (major != MAJOR_ARRAY && major != MAJOR_MAP)
		return;
	if (depth == 0)
		c->r.failed = true;
	for (; value > 0 && !c->r.failed; value--) {
		if (major == MAJOR_MAP) {
			uint64_t key;

			proto_cbor_key(c, &key);
		}
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

static void
write_head(struct proto_writer *w, enum major major, uint64_t value)
{
	uint8_t bytes[9]; /* head and value, in the last places of it */
	unsigned int info = 27;
	unsigned int at = 8;
	unsigned int len = 8;

	for (uint64_t left = value; at > 0; left >>= 8)
		bytes[at--] = (uint8_t)left;
	while (len > 1 && bytes[9 - len] == 0)
		len--;
	if (len == 1 && value < 24) {
		info = (unsigned int)value;
		len = 0;
	} else if (len <= 4) {
		info = len <= 2 ? 23 + len : 26;
		len = len <= 2 ? len : 4;
	} else {
		len = 8;
	}
	bytes[8 - len] = (uint8_t)((unsigned int)major << 5 | info);
	proto_write_bytes(w, bytes + 8 - len, len + 1);
}

void
proto_cbor_put_uint(struct proto_writer *w, uint64_t value)
{
	write_head(w, MAJOR_UINT, value);
}

void
proto_cbor_put_int(struct proto_writer *w, int64_t value)
{
	if (value < 0)
		write_head(w, MAJOR_NINT, (uint64_t)(-1 - value));
	else
		write_head(w, MAJOR_UINT, (uint64_t)value);
}

void
proto_cbor_put_bool(struct proto_writer *w, bool value)
{
	write_head(w, MAJOR_SIMPLE, value ? SIMPLE_TRUE : SIMPLE_FALSE);
}

void
proto_cbor_put_text_len(struct proto_writer *w, const void *text, size_t len)
{
	write_head(w, MAJOR_TEXT, len);
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
	write_head(w, MAJOR_BYTES, len);
	proto_write_bytes(w, bytes, len);
}

void
proto_cbor_put_array(struct proto_writer *w, size_t count)
{
	write_head(w, MAJOR_ARRAY, count);
}

void
proto_cbor_put_map(struct proto_writer *w, size_t pairs)
{
	write_head(w, MAJOR_MAP, pairs);
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
