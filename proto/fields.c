/* SPDX-License-Identifier: MIT */
/* CBOR maps as structs. */
#include "fields.h"

static const void *
member(const struct proto_field *field, const void *base)
{
	return (const uint8_t *)base + field->offset;
}

static uint64_t
load_number(enum proto_field_type type, const void *at)
{
	if (type == PROTO_FIELD_U8)
		return *(const uint8_t *)at;
	if (type == PROTO_FIELD_U16)
		return *(const uint16_t *)at;
	if (type == PROTO_FIELD_U32)
		return *(const uint32_t *)at;
	return *(const uint64_t *)at;
}

/* False when the value does not fit. */
static bool
store_number(enum proto_field_type type, void *at, uint64_t value)
{
	if (type == PROTO_FIELD_U8)
		*(uint8_t *)at = (uint8_t)value;
	else if (type == PROTO_FIELD_U16)
		*(uint16_t *)at = (uint16_t)value;
	else if (type == PROTO_FIELD_U32)
		*(uint32_t *)at = (uint32_t)value;
	else
		*(uint64_t *)at = value;
	return load_number(type, at) == value;
}

static bool
read_list(struct proto_cbor *c, uint32_t list[PROTO_FIELD_LIST])
{
	uint32_t value;
	size_t count;

	if (!proto_cbor_enter_array(c, &count))
		return false;
	for (size_t i = 0; i < count && proto_cbor_u32(c, &value); i++)
		if (i < PROTO_FIELD_LIST)
			list[i] = value;
	return true;
}

static bool
read_member(enum proto_field_type type, struct proto_cbor *c, void *at)
{
	uint64_t value = 0;

	switch (type) {
	case PROTO_FIELD_BOOL:
		return proto_cbor_bool(c, at);
	case PROTO_FIELD_TEXT:
		return proto_cbor_text(c, at);
	case PROTO_FIELD_BYTES:
		return proto_cbor_bytes(c, at);
	case PROTO_FIELD_U32_LIST:
		return read_list(c, at);
	case PROTO_FIELD_U8:
	case PROTO_FIELD_U16:
	case PROTO_FIELD_U32:
	case PROTO_FIELD_U64:
		break;
	}
	return proto_cbor_uint(c, &value) && store_number(type, at, value);
}

bool
proto_fields_read(const struct proto_field *fields, size_t count, void *into,
    const uint8_t *body, size_t len)
{
	struct proto_cbor c;
	size_t pairs;
	uint64_t key = 0;

	proto_cbor_init(&c, body, len);
	if (!proto_cbor_enter_map(&c, &pairs))
		return false;
	while (pairs-- > 0 && proto_cbor_key(&c, &key)) {
		size_t i = 0;

		while (i < count && fields[i].key != key)
			i++;
		if (i == count)
			proto_cbor_skip(&c);
		else if (!read_member((enum proto_field_type)fields[i].type, &c,
			     (uint8_t *)into + fields[i].offset))
			return false;
	}
	return !proto_cbor_failed(&c) && c.r.left == 0;
}

/* A list up to its first 0. */
static bool
write_list(struct proto_writer *w, unsigned int key, const uint32_t *list)
{
	size_t count = 0;

	while (count < PROTO_FIELD_LIST && list[count] != 0)
		count++;
	if (count == 0)
		return false;
	proto_cbor_put_uint(w, key);
	proto_cbor_put_array(w, count);
	for (size_t i = 0; i < count; i++)
		proto_cbor_put_uint(w, list[i]);
	return true;
}

static bool
write_span(struct proto_writer *w, const struct proto_field *field,
    const struct proto_span *span)
{
	bool is_text = field->type == PROTO_FIELD_TEXT;

	/* Key and head take at most three bytes below 256. */
	if (span->len == 0 ||
	    (is_text && !w->failed && w->cap - w->len < span->len + 3))
		return false;
	proto_cbor_put_uint(w, field->key);
	if (is_text)
		proto_cbor_put_text_len(w, span->at, span->len);
	else
		proto_cbor_put_bytes(w, span->at, span->len);
	return true;
}

/* Returns whether there was something to write. */
static bool
write_member(const struct proto_field *field, const void *at,
    struct proto_writer *w)
{
	uint64_t value;

	switch ((enum proto_field_type)field->type) {
	case PROTO_FIELD_BOOL:
		if (!*(const bool *)at)
			return false;
		proto_cbor_put_uint(w, field->key);
		proto_cbor_put_bool(w, true);
		return true;
	case PROTO_FIELD_TEXT:
	case PROTO_FIELD_BYTES:
		return write_span(w, field, at);
	case PROTO_FIELD_U32_LIST:
		return write_list(w, field->key, at);
	case PROTO_FIELD_U8:
	case PROTO_FIELD_U16:
	case PROTO_FIELD_U32:
	case PROTO_FIELD_U64:
		break;
	}
	value = load_number((enum proto_field_type)field->type, at);
	if (value == 0)
		return false;
	proto_cbor_put_uint(w, field->key);
	proto_cbor_put_uint(w, value);
	return true;
}

void
proto_fields_write(const struct proto_field *fields, size_t count,
    const void *from, struct proto_writer *w)
{
	size_t start = w->len;
	size_t pairs = 0;

	proto_cbor_put_map(w, 0);
	for (size_t i = 0; i < count; i++)
		pairs += write_member(&fields[i], member(&fields[i], from), w);
	proto_cbor_patch_count(w, start, pairs);
}
