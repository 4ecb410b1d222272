/* SPDX-License-Identifier: MIT */
/* CBOR maps as structs. */
#include <string.h>

#include "fields.h"

/* The major type of a field in CBOR. */
static enum proto_cbor_major
field_major(const struct proto_field *field)
{
	static const uint8_t majors[] = {
		[PROTO_FIELD_U8] = PROTO_MAJOR_UINT,
		[PROTO_FIELD_U16] = PROTO_MAJOR_UINT,
		[PROTO_FIELD_U32] = PROTO_MAJOR_UINT,
		[PROTO_FIELD_U64] = PROTO_MAJOR_UINT,
		[PROTO_FIELD_BOOL] = PROTO_MAJOR_SIMPLE,
		[PROTO_FIELD_TEXT] = PROTO_MAJOR_TEXT,
		[PROTO_FIELD_HASH] = PROTO_MAJOR_BYTES,
		[PROTO_FIELD_U32_LIST] = PROTO_MAJOR_ARRAY,
	};

	return (enum proto_cbor_major)majors[field->type];
}

static uint64_t
load_number(const struct proto_field *field, const void *at)
{
	if (field->type == PROTO_FIELD_U64)
		return *(const uint64_t *)at;
	if (field->type == PROTO_FIELD_U32)
		return *(const uint32_t *)at;
	if (field->type == PROTO_FIELD_U16)
		return *(const uint16_t *)at;
	return *(const uint8_t *)at;
}

/* False when the value does not fit. */
static bool
store_number(const struct proto_field *field, void *at, uint64_t value)
{
	if (field->type == PROTO_FIELD_U64)
		*(uint64_t *)at = value;
	else if (field->type == PROTO_FIELD_U32)
		*(uint32_t *)at = (uint32_t)value;
	else if (field->type == PROTO_FIELD_U16)
		*(uint16_t *)at = (uint16_t)value;
	else
		*(uint8_t *)at = (uint8_t)value;
	return load_number(field, at) == value &&
	    (field->type != PROTO_FIELD_BOOL || value <= 1);
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
	uint64_t value;
	struct proto_span span;
	uint8_t *hash = at;

	if (field->type == PROTO_FIELD_U32_LIST)
		return read_list(c, at);
	value = proto_cbor_head(c, field_major(field));
	if (field->type == PROTO_FIELD_BOOL)
		value -= PROTO_CBOR_FALSE;
	if (field->type <= PROTO_FIELD_BOOL)
		return store_number(field, at, value);
	if (value > c->r.left)
		return false;
	span.len = (size_t)value;
	span.at = proto_read_bytes(&c->r, span.len);
	if (field->type == PROTO_FIELD_TEXT) {
		*(struct proto_span *)at = span;
		return true;
	}
	hash[PROTO_FIELD_HASH_LEN] = (uint8_t)value;
	if (value == PROTO_FIELD_HASH_LEN)
		memcpy(hash, span.at, PROTO_FIELD_HASH_LEN);
	return value == PROTO_FIELD_HASH_LEN || value == 0;
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
static size_t
list_count(const uint32_t *list)
{
	size_t count = 0;

	while (count < PROTO_FIELD_LIST && list[count] != 0)
		count++;
	return count;
}

/* What the head of a member says; 0: there is nothing to write. */
static uint64_t
head_value(const struct proto_field *field, const void *at)
{
	switch ((enum proto_field_type)field->type) {
	case PROTO_FIELD_BOOL:
		return *(const bool *)at ? PROTO_CBOR_TRUE : 0;
	case PROTO_FIELD_TEXT:
		return ((const struct proto_span *)at)->len;
	case PROTO_FIELD_HASH:
		return ((const uint8_t *)at)[PROTO_FIELD_HASH_LEN];
	case PROTO_FIELD_U32_LIST:
		return list_count(at);
	case PROTO_FIELD_U8:
	case PROTO_FIELD_U16:
	case PROTO_FIELD_U32:
	case PROTO_FIELD_U64:
		break;
	}
	return load_number(field, at);
}

/* Returns whether there was something to write. */
static bool
write_member(const struct proto_field *field, const void *at,
    struct proto_writer *w)
{
	enum proto_cbor_major major = field_major(field);
	uint64_t value = head_value(field, at);

	/* Key and head take at most three bytes below 256. */
	if (value == 0 ||
	    (major == PROTO_MAJOR_TEXT && !w->failed &&
		w->cap - w->len < value + 3))
		return false;
	proto_write_u8(w, field->key);
	proto_cbor_put_head(w, major, value);
	if (field->type == PROTO_FIELD_HASH)
		proto_write_bytes(w, at, (size_t)value);
	else if (field->type == PROTO_FIELD_TEXT)
		proto_write_bytes(w, ((const struct proto_span *)at)->at,
		    (size_t)value);
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
