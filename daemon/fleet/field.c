/* SPDX-License-Identifier: MIT */
/* JSON objects and CBOR maps, turned into each other by tables. */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "daemon/common/hex.h"
#include "daemon/fleet/field.h"
#include "daemon/fleet/text.h"

#define PATH_TEXT_MAX 255

/* ---- JSON values -------------------------------------------------------- */

bool
field_json_int(const json_t *json, int64_t *value)
{
	const char *text;
	char *end;

	if (json_is_integer(json)) {
		*value = json_integer_value(json);
		return true;
	}
	text = json_string_value(json);
	if (text == NULL || *text == '\0')
		return false;
	errno = 0;
	*value = strtoll(text, &end, 10);
	return *end == '\0' && errno == 0;
}

static const struct {
	const char *word;
	bool value;
} bool_words[] = {
	{ "1", true },
	{ "on", true },
	{ "true", true },
	{ "yes", true },
	{ "0", false },
	{ "off", false },
	{ "false", false },
	{ "no", false },
};

bool
field_json_bool(const json_t *json, bool *value)
{
	const char *text = json_string_value(json);
	size_t i;

	if (json_is_boolean(json)) {
		*value = json_is_true(json);
		return true;
	}
	if (json_is_integer(json) && (json_integer_value(json) & ~1) == 0) {
		*value = json_integer_value(json) == 1;
		return true;
	}
	for (i = 0;
	     text != NULL && i < sizeof(bool_words) / sizeof(bool_words[0]);
	     i++)
		if (strcasecmp(text, bool_words[i].word) == 0) {
			*value = bool_words[i].value;
			return true;
		}
	return false;
}

bool
field_json_level(const json_t *json, int64_t *value)
{
	bool on;

	if (field_json_int(json, value))
		return true;
	if (!field_json_bool(json, &on))
		return false;
	*value = on ? 1 : 0;
	return true;
}

/* ---- JSON to CBOR ------------------------------------------------------- */

static bool
put_path(struct proto_writer *w, const char *path)
{
	char text[PATH_TEXT_MAX + 2];

	if (strlen(path) > PATH_TEXT_MAX)
		return false;
	snprintf(text, sizeof(text), "%s%s", *path == '/' ? "" : "/", path);
	proto_cbor_put_text(w, text);
	return true;
}

static bool
put_word(struct proto_writer *w, const struct field *field, const json_t *value)
{
	const char *text = json_string_value(value);
	uint64_t i;

	for (i = 0; text != NULL && field->names[i] != NULL; i++)
		if (strcmp(text, field->names[i]) == 0) {
			proto_cbor_put_uint(w, i);
			return true;
		}
	return false;
}

static bool
put_value(struct proto_writer *w, const struct field *field,
    const json_t *value)
{
	const char *text = json_string_value(value);
	int64_t number;
	bool flag;

	switch ((enum field_type)field->type) {
	case FIELD_UINT:
		if (!field_json_int(value, &number) || number < 0)
			return false;
		proto_cbor_put_uint(w, (uint64_t)number);
		return true;
	case FIELD_INT:
		if (!field_json_int(value, &number))
			return false;
		proto_cbor_put_int(w, number);
		return true;
	case FIELD_LEVEL:
		if (!field_json_level(value, &number))
			return false;
		proto_cbor_put_int(w, number);
		return true;
	case FIELD_BOOL:
		if (!field_json_bool(value, &flag))
			return false;
		proto_cbor_put_bool(w, flag);
		return true;
	case FIELD_TEXT:
		if (text == NULL || *text == '\0')
			return false;
		if ((field->flags & FIELD_PATH) != 0)
			return put_path(w, text);
		proto_cbor_put_text(w, text);
		return true;
	case FIELD_WORD:
		return put_word(w, field, value);
	case FIELD_HEX:
	case FIELD_MILLI:
	case FIELD_ROWS:
		return false;
	}
	return false;
}

static const char *const type_names[] = {
	[FIELD_UINT] = "a whole number from 0",
	[FIELD_INT] = "a whole number",
	[FIELD_BOOL] = "true or false",
	[FIELD_TEXT] = "a text",
	[FIELD_HEX] = "hex digits",
	[FIELD_WORD] = "one of its words",
	[FIELD_LEVEL] = "0, 1, on or off",
	[FIELD_MILLI] = "a number",
	[FIELD_ROWS] = "rows",
};

bool
field_encode(const struct field_table *table, const json_t *args,
    struct proto_writer *w, char *err, size_t err_len)
{
	const struct field *field;
	const json_t *value;
	size_t at = w->len;
	size_t count = 0;
	size_t i;

	proto_cbor_put_map(w, 0);
	for (i = 0; i < table->count; i++) {
		field = &table->fields[i];
		value = json_object_get(args, field->name);
		if (value == NULL && (field->flags & FIELD_REQUIRED) == 0)
			continue;
		proto_cbor_put_uint(w, field->key);
		if (value == NULL) {
			snprintf(err, err_len, "%s is missing", field->name);
			return false;
		}
		if (!put_value(w, field, value)) {
			snprintf(err, err_len, "%s must be %s", field->name,
			    type_names[field->type]);
			return false;
		}
		count++;
	}
	proto_cbor_patch_count(w, at, count);
	if (w->failed)
		snprintf(err, err_len, "arguments are too long for a board");
	return !w->failed;
}

/* ---- CBOR to JSON ------------------------------------------------------- */

static json_t *
hex_json(const struct proto_span *span)
{
	char text[129];

	hex_text(text, span->at, span->len < 64 ? span->len : 64);
	return json_string(text);
}

static json_t *
word_json(const struct field *field, uint64_t value)
{
	uint64_t i;

	for (i = 0; field->names[i] != NULL; i++)
		if (i == value)
			return json_string(field->names[i]);
	return json_integer((json_int_t)value);
}

static json_t *rows_json(const struct field_table *columns,
    struct proto_cbor *c);

static json_t *
number_json(const struct field *field, struct proto_cbor *c)
{
	int64_t number;

	if (!proto_cbor_int(c, &number))
		return NULL;
	return field->type == FIELD_MILLI ? json_real((double)number / 1000) :
					    json_integer(number);
}

static json_t *
value_json(const struct field *field, struct proto_cbor *c)
{
	struct proto_span span;
	uint64_t value;
	bool flag;

	switch ((enum field_type)field->type) {
	case FIELD_UINT:
		return proto_cbor_uint(c, &value) ?
		    json_integer((json_int_t)value) :
		    NULL;
	case FIELD_INT:
	case FIELD_LEVEL:
	case FIELD_MILLI:
		return number_json(field, c);
	case FIELD_BOOL:
		return proto_cbor_bool(c, &flag) ? json_boolean(flag) : NULL;
	case FIELD_TEXT:
		return proto_cbor_text(c, &span) ?
		    text_to_json(span.at, span.len) :
		    NULL;
	case FIELD_HEX:
		return proto_cbor_bytes(c, &span) ? hex_json(&span) : NULL;
	case FIELD_WORD:
		return proto_cbor_uint(c, &value) ? word_json(field, value) :
						    NULL;
	case FIELD_ROWS:
		return rows_json(field->columns, c);
	}
	return NULL;
}

/* One row is an array; columns beyond the table are skipped. */
static json_t *
row_json(const struct field_table *columns, struct proto_cbor *c)
{
	json_t *row = json_object();
	json_t *value;
	size_t count;
	size_t i;

	if (!proto_cbor_enter_array(c, &count))
		count = 0;
	for (i = 0; i < count; i++) {
		if (i >= columns->count) {
			proto_cbor_skip(c);
			continue;
		}
		value = value_json(&columns->fields[i], c);
		if (value != NULL)
			json_object_set_new(row, columns->fields[i].name,
			    value);
	}
	return row;
}

static json_t *
rows_json(const struct field_table *columns, struct proto_cbor *c)
{
	json_t *rows = json_array();
	size_t count;

	if (!proto_cbor_enter_array(c, &count))
		count = 0;
	while (count-- > 0 && !proto_cbor_failed(c))
		json_array_append_new(rows, row_json(columns, c));
	if (!proto_cbor_failed(c))
		return rows;
	json_decref(rows);
	return NULL;
}

json_t *
field_decode(const struct field_table *table, const void *body, size_t len)
{
	json_t *object = json_object();
	struct proto_cbor c;
	json_t *value;
	size_t i;

	if (len > 0 && !proto_cbor_is_map(body, len)) {
		json_decref(object);
		return NULL;
	}
	for (i = 0; i < table->count; i++) {
		if (!proto_cbor_find(body, len, table->fields[i].key, &c))
			continue;
		value = value_json(&table->fields[i], &c);
		if (value != NULL)
			json_object_set_new(object, table->fields[i].name,
			    value);
	}
	return object;
}
