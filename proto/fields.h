/* SPDX-License-Identifier: MIT */
/*
 * CBOR maps as structs: a table says which key is which member. An absent key
 * is 0, false or an empty span; such values are left out when writing.
 */
#ifndef PROTO_FIELDS_H
#define PROTO_FIELDS_H

#include "cbor.h"

/*
 * The major type in CBOR, and for numbers how many bits of 32 must be 0; one
 * that has them set is an error. All numbers and bools are uint32_t members.
 */
#define PROTO_FIELD(major, spare_bits) ((major) << 5 | (spare_bits))
enum proto_field_type {
	PROTO_FIELD_U8 = PROTO_FIELD(PROTO_MAJOR_UINT, 24),
	PROTO_FIELD_U16 = PROTO_FIELD(PROTO_MAJOR_UINT, 16),
	PROTO_FIELD_U32 = PROTO_FIELD(PROTO_MAJOR_UINT, 0),
	/* Up to 64 bits, of which the upper 32 are lost. */
	PROTO_FIELD_LOW_U32 = PROTO_FIELD(PROTO_MAJOR_UINT, 1),
	PROTO_FIELD_BOOL = PROTO_FIELD(PROTO_MAJOR_SIMPLE, 31),
	/* struct proto_span; left out when it does not fit */
	PROTO_FIELD_TEXT = PROTO_FIELD(PROTO_MAJOR_TEXT, 0),
	/* PROTO_FIELD_HASH_LEN bytes, then their number */
	PROTO_FIELD_HASH = PROTO_FIELD(PROTO_MAJOR_BYTES, 0),
	/* uint32_t[PROTO_FIELD_LIST], ends at a 0 */
	PROTO_FIELD_U32_LIST = PROTO_FIELD(PROTO_MAJOR_ARRAY, 0)
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
