/* SPDX-License-Identifier: MIT */
/* CBOR maps as structs. */
#include <string.h>

#include "fields.h"

static enum proto_cbor_major
field_major(const struct proto_field *field)
{
	return (enum proto_cbor_major)(field->type >> 5);
}

/* Reads a number or bool; false when it is too large. */
static bool
read_number(const struct proto_field *field, struct proto_cbor *c, uint32_t *at)
{
	uint64_t value = proto_cbor_head(c, field_major(field));

	if (field->type == PROTO_FIELD_BOOL)
		value -= PROTO_CBOR_FALSE;
	*at = (uint32_t)value;
	return field->type == PROTO_FIELD_LOW_U32 ||
	    value <= UINT32_MAX >> (field->type & 31);
}

/* A board has no use for the speeds of a gateway. */
static bool
read_list(struct proto_cbor *c, uint32_t list[PROTO_FIELD_LIST])
{
#ifdef PROTO_BOARD_ONLY
	(void)list;
	return proto_cbor_skip(c);
#else
	uint32_t value;
	size_t count;

	if (!proto_cbor_enter_array(c, &count))
		return false;
	for (size_t i = 0; i < count && proto_cbor_u32(c, &value); i++)
		if (i < PROTO_FIELD_LIST)
			list[i] = value;
	return true;
#endif
}

static bool
read_member(const struct proto_field *field, struct proto_cbor *c, void *at)
{
	enum proto_cbor_major major = field_major(field);
	struct proto_span span;
	uint8_t *hash = at;

	if (major == PROTO_MAJOR_ARRAY)
		return read_list(c, at);
	if (major == PROTO_MAJOR_UINT || major == PROTO_MAJOR_SIMPLE)
		return read_number(field, c, at);
	if (!proto_cbor_span(c, major, &span))
		return false;
	if (major == PROTO_MAJOR_TEXT) {
		*(struct proto_span *)at = span;
		return true;
	}
	hash[PROTO_FIELD_HASH_LEN] = (uint8_t)span.len;
	if (span.len == PROTO_FIELD_HASH_LEN)
		memcpy(hash, span.at, PROTO_FIELD_HASH_LEN);
	return span.len == PROTO_FIELD_HASH_LEN || span.len == 0;
}

bool
proto_fields_read(const struct proto_field *fields, size_t count, void *into,
    const uint8_t *body, size_t len)
{
	const struct proto_field *end = fields + count;
	struct proto_cbor c;
	size_t pairs;

	proto_cbor_init(&c, body, len);
	if (!proto_cbor_enter_map(&c, &pairs))
		return false;
	for (; pairs > 0 && !c.r.failed; pairs--) {
		uint64_t key = proto_cbor_head(&c, PROTO_MAJOR_UINT);
		const struct proto_field *field = fields;

		while (field < end && field->key != key)
			field++;
		if (field == end)
			proto_cbor_skip(&c);
		else if (!read_member(field, &c,
			     (uint8_t *)into + field->offset))
			return false;
	}
	return !c.r.failed && c.r.left == 0;
}

/* How many numbers a list has before its first 0. */
static uint32_t
list_count(const uint32_t *list)
{
	uint32_t count = 0;

	while (count < PROTO_FIELD_LIST && list[count] != 0)
		count++;
	return count;
}

/* What the head of a member says; 0: there is nothing to write. */
static uint32_t
head_value(enum proto_cbor_major major, const void *at)
{
	if (major == PROTO_MAJOR_TEXT)
		return (uint32_t)((const struct proto_span *)at)->len;
	if (major == PROTO_MAJOR_BYTES)
		return ((const uint8_t *)at)[PROTO_FIELD_HASH_LEN];
	if (major == PROTO_MAJOR_ARRAY)
		return list_count(at);
	if (major == PROTO_MAJOR_UINT)
		return *(const uint32_t *)at;
	return *(const uint32_t *)at != 0 ? PROTO_CBOR_TRUE : 0;
}

/* Returns whether there was something to write. */
static bool
write_member(const struct proto_field *field, const void *at,
    struct proto_writer *w)
{
	enum proto_cbor_major major = field_major(field);
	uint32_t value = head_value(major, at);

	/* Key and head take at most three bytes below 256. */
	if (value == 0 ||
	    (major == PROTO_MAJOR_TEXT && !w->failed &&
		w->cap - w->len < value + 3))
		return false;
	proto_write_u8(w, field->key);
	proto_cbor_put_head(w, major, value);
	if (major == PROTO_MAJOR_BYTES)
		proto_write_bytes(w, at, value);
	else if (major == PROTO_MAJOR_TEXT)
		proto_write_bytes(w, ((const struct proto_span *)at)->at,
		    value);
	else if (major == PROTO_MAJOR_ARRAY)
		for (const uint32_t *list = at; value > 0; value--)
			proto_cbor_put_uint(w, *list++);
	return true;
}

void
proto_fields_write(const struct proto_field *fields, size_t count,
    const void *from, struct proto_writer *w)
{
	size_t start = w->len;
	size_t pairs = 0;

	proto_cbor_put_map(w, 0);
	for (; count > 0; count--, fields++)
		pairs += write_member(fields,
		    (const uint8_t *)from + fields->offset, w);
	proto_cbor_patch_count(w, start, pairs);
}
