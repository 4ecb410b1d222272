/* SPDX-License-Identifier: MIT */
/*
 * JSON objects and the CBOR maps of device commands, turned into each other
 * by tables of fields. Values from both sides are checked for their type.
 */
#ifndef FLEET_FIELD_H
#define FLEET_FIELD_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "proto/cbor.h"

enum field_type {
	FIELD_UINT, /* JSON: integer, or its digits as a string */
	FIELD_INT,
	FIELD_BOOL, /* JSON also: 0, 1 and their words */
	FIELD_TEXT,
	FIELD_HEX,   /* CBOR bytes */
	FIELD_WORD,  /* CBOR uint, JSON one of names */
	FIELD_LEVEL, /* CBOR int, JSON also on, off, true, false */
	FIELD_MILLI, /* CBOR int of thousandths, JSON real; to JSON only */
	FIELD_ROWS   /* CBOR array of arrays; to JSON only */
};

#define FIELD_REQUIRED 0x01
#define FIELD_PATH     0x02 /* text: a path; made absolute */

struct field {
	const char *name;
	uint8_t key; /* rows: unused, the position counts */
	uint8_t type;
	uint8_t flags;
	const char *const *names;          /* FIELD_WORD; ends with NULL */
	const struct field_table *columns; /* FIELD_ROWS */
};

struct field_table {
	const struct field *fields;
	size_t count;
};

#define FIELD_TABLE(array)                                  \
	{                                                   \
		(array), sizeof(array) / sizeof((array)[0]) \
	}

/*
 * Writes the members of args that the table names as one CBOR map. False:
 * err says what is wrong with args.
 */
bool field_encode(const struct field_table *table, const json_t *args,
    struct proto_writer *w, char *err, size_t err_len);
/* The members the table names, as a new object; NULL for a malformed map. */
json_t *field_decode(const struct field_table *table, const void *body,
    size_t len);

/* Reads one integer, also written as a string; false: it is neither. */
bool field_json_int(const json_t *json, int64_t *value);
bool field_json_bool(const json_t *json, bool *value);
/* 0, 1, true, false, "on", "off", or an integer. */
bool field_json_level(const json_t *json, int64_t *value);

#endif
