/* SPDX-License-Identifier: MIT */
/*
 * CBOR maps as structs: a table says which key is which member. An absent key
 * is 0, false or an empty span; such values are left out when writing.
 */
#ifndef PROTO_FIELDS_H
#define PROTO_FIELDS_H

#include "cbor.h"

enum proto_field_type {
	PROTO_FIELD_U8, /* uint8_t, and so on; too large a value is an error */
	PROTO_FIELD_U16,
	PROTO_FIELD_U32,
	PROTO_FIELD_U64,
	PROTO_FIELD_BOOL,
	PROTO_FIELD_TEXT, /* struct proto_span; left out when it does not fit */
	PROTO_FIELD_HASH, /* PROTO_FIELD_HASH_LEN bytes, then their number */
	PROTO_FIELD_U32_LIST /* uint32_t[PROTO_FIELD_LIST], ends at a 0 */
};

#define PROTO_FIELD_LIST     4
#define PROTO_FIELD_HASH_LEN 32

struct proto_field {
	uint8_t key; /* below 24 */
	uint8_t type;
	uint8_t offset; /* in the struct */
};

/*
 * Clears nothing: the caller zeroes *into. Spans point into body. False when
 * body is not exactly one map of the subset or a member's type is wrong;
 * unknown keys are skipped.
 */
bool proto_fields_read(const struct proto_field *fields, size_t count,
    void *into, const uint8_t *body, size_t len);
/* Errors are those of the writer. */
void proto_fields_write(const struct proto_field *fields, size_t count,
    const void *from, struct proto_writer *w);

#endif
