/* SPDX-License-Identifier: MIT */
/* The JSON parameters of a stream, checked. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "daemon/common/xmalloc.h"
#include "daemon/fleet/field.h"
#include "daemon/fleet/start.h"

#define FLASH_SECTOR 4096
#define DEFAULT_ROWS 24
#define DEFAULT_COLS 80
#define SCREEN_MAX   1000
#define ARG_MAX_LEN  255

static bool
complain(char *err, size_t err_len, const char *text)
{
	snprintf(err, err_len, "%s", text);
	return false;
}

/* An absent member leaves to untouched. */
static bool
take_text(char *to, size_t size, const json_t *params, const char *name)
{
	const json_t *value = json_object_get(params, name);
	const char *text = json_string_value(value);

	if (value == NULL || json_is_null(value))
		return true;
	if (text == NULL || strlen(text) >= size)
		return false;
	snprintf(to, size, "%s", text);
	return true;
}

static bool
take_number(int64_t *to, const json_t *params, const char *name, int64_t max)
{
	const json_t *value = json_object_get(params, name);

	if (value == NULL || json_is_null(value))
		return true;
	return field_json_int(value, to) && *to >= 0 && *to <= max;
}

/* Board paths are absolute. */
static bool
take_path(struct stream_start *start, const json_t *params)
{
	char path[STREAM_PATH_MAX] = "";

	if (!take_text(path, sizeof(path), params, "path") || path[0] == '\0')
		return false;
	snprintf(start->path, sizeof(start->path), "%s%s",
	    path[0] == '/' ? "" : "/", path);
	return true;
}

static bool
take_args(struct stream_start *start, const json_t *params)
{
	const json_t *args = json_object_get(params, "args");
	const char *text;
	size_t i;

	if (args == NULL || json_is_null(args))
		return true;
	if (!json_is_array(args) || json_array_size(args) > STREAM_ARGS_MAX)
		return false;
	for (i = 0; i < json_array_size(args); i++) {
		text = json_string_value(json_array_get(args, i));
		if (text == NULL || strlen(text) > ARG_MAX_LEN)
			return false;
		start->args[start->arg_count++] = xstrdup(text);
	}
	return true;
}

static bool
take_exec_kind(struct stream_start *start, const json_t *params)
{
	static const char *const names[] = {
		[STREAM_EXEC_SOURCE] = "exec",
		[STREAM_EXEC_EVAL] = "eval",
		[STREAM_EXEC_FILE] = "file",
	};
	char kind[8] = "exec";
	size_t i;

	if (!take_text(kind, sizeof(kind), params, "kind"))
		return false;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(kind, names[i]) == 0) {
			start->exec = (uint8_t)i;
			return true;
		}
	return false;
}

static bool
start_exec(struct stream_start *start, const json_t *params, char *err,
    size_t err_len)
{
	int64_t timeout_ms = 0;
	int64_t size = 0;

	if (!take_exec_kind(start, params))
		return complain(err, err_len,
		    "kind must be exec, eval or file");
	if (start->exec == STREAM_EXEC_FILE && !take_path(start, params))
		return complain(err, err_len,
		    "path of the program on the board is missing or too long");
	if (!take_text(start->name, sizeof(start->name), params, "name"))
		return complain(err, err_len, "name is no text or too long");
	if (!take_args(start, params))
		return complain(err, err_len,
		    "args must be at most 16 texts of at most 255 bytes");
	if (!take_number(&timeout_ms, params, "timeout_ms", UINT32_MAX))
		return complain(err, err_len, "timeout_ms is out of range");
	if (!take_number(&size, params, "size", STREAM_SOURCE_MAX) ||
	    (start->exec == STREAM_EXEC_FILE && size != 0))
		return complain(err, err_len, "the program is too long");
	field_json_bool(json_object_get(params, "interrupt"),
	    &start->interrupt);
	field_json_bool(json_object_get(params, "detach"), &start->detach);
	start->timeout_ms = (uint32_t)timeout_ms;
	start->size = (uint64_t)size;
	return true;
}

static bool
start_repl(struct stream_start *start, const json_t *params, char *err,
    size_t err_len)
{
	int64_t rows = DEFAULT_ROWS;
	int64_t cols = DEFAULT_COLS;

	if (!take_number(&rows, params, "rows", SCREEN_MAX) ||
	    !take_number(&cols, params, "cols", SCREEN_MAX))
		return complain(err, err_len, "rows or cols are out of range");
	start->rows = (uint16_t)rows;
	start->cols = (uint16_t)cols;
	return true;
}

/* Exactly len bytes in hexadecimal. */
static bool
take_hex(uint8_t *bytes, size_t len, const json_t *params, const char *name)
{
	const char *hex = json_string_value(json_object_get(params, name));
	unsigned int byte;
	size_t i;

	if (hex == NULL || strlen(hex) != 2 * len ||
	    strspn(hex, "0123456789abcdefABCDEF") != 2 * len)
		return false;
	for (i = 0; i < len; i++) {
		if (sscanf(hex + 2 * i, "%2x", &byte) != 1)
			return false;
		bytes[i] = (uint8_t)byte;
	}
	return true;
}

static bool
take_sha256(struct stream_start *start, const json_t *params)
{
	return take_hex(start->sha256, sizeof(start->sha256), params, "sha256");
}

static bool
start_file(struct stream_start *start, const json_t *params, char *err,
    size_t err_len)
{
	int64_t size = 0;

	if (!take_path(start, params))
		return complain(err, err_len, "path is missing or too long");
	if (start->kind == STREAM_FILE_GET)
		return true;
	if (!take_number(&size, params, "size", STREAM_FILE_MAX))
		return complain(err, err_len, "file is larger than 16 MiB");
	if (!take_sha256(start, params))
		return complain(err, err_len, "sha256 is missing or malformed");
	start->size = (uint64_t)size;
	return true;
}

static bool
start_update(struct stream_start *start, const json_t *params, char *err,
    size_t err_len)
{
	int64_t size = 0;

	if (!take_hex(start->manifest, sizeof(start->manifest), params,
		"manifest"))
		return complain(err, err_len,
		    "manifest is missing or malformed");
	if (!take_number(&size, params, "size", STREAM_FILE_MAX) || size == 0)
		return complain(err, err_len,
		    "image is empty or larger than 16 MiB");
	if (!take_sha256(start, params))
		return complain(err, err_len, "sha256 is missing or malformed");
	field_json_bool(json_object_get(params, "retry"), &start->retry);
	field_json_bool(json_object_get(params, "any_version"),
	    &start->any_version);
	start->size = (uint64_t)size;
	return true;
}

static bool
is_loader_baud(int64_t baud)
{
	static const int64_t known[] = { 0, 115200, 230400, 460800, 921600,
		1500000, 2000000 };
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (known[i] == baud)
			return true;
	return false;
}

/* Where the chip's own loader looks for an image. */
static bool
is_usual(const json_t *offset)
{
	return json_is_string(offset) &&
	    strcmp(json_string_value(offset), "usual") == 0;
}

/* What the caller has already of a backup, if it says so. */
static bool
take_blocks(struct stream_start *start, const json_t *params)
{
	const json_t *md5 = json_object_get(params, "md5");
	size_t count = json_string_length(md5) / (2 * STREAM_MD5_LEN);
	int64_t block = 0;

	if (md5 == NULL)
		return true;
	if (count > STREAM_HASHES_MAX ||
	    !take_number(&block, params, "block", UINT32_MAX) || block == 0 ||
	    block % FLASH_SECTOR != 0)
		return false;
	start->block = (uint32_t)block;
	start->hash_count = (uint8_t)count;
	return take_hex(start->md5[0], count * STREAM_MD5_LEN, params, "md5");
}

static bool
start_rom(struct stream_start *start, const json_t *params, char *err,
    size_t err_len)
{
	bool is_flash = start->kind == STREAM_FLASH;
	int64_t offset = 0;
	int64_t baud = 0;
	int64_t size = 0;

	if (is_usual(json_object_get(params, "offset")))
		offset = STREAM_OFFSET_USUAL;
	else if (!take_number(&offset, params, "offset", UINT32_MAX))
		return complain(err, err_len, "offset is out of range");
	if (!take_number(&baud, params, "baud", UINT32_MAX) ||
	    !is_loader_baud(baud))
		return complain(err, err_len,
		    "baud must be 115200, 230400, 460800, 921600, 1500000 or "
		    "2000000");
	if (!take_number(&size, params, "size",
		is_flash ? STREAM_FILE_MAX : UINT32_MAX) ||
	    (is_flash && size == 0))
		return complain(err, err_len,
		    "size is out of range (an image has at most 16 MiB)");
	if (is_flash && offset != STREAM_OFFSET_USUAL &&
	    offset % FLASH_SECTOR != 0)
		return complain(err, err_len,
		    "offset must be a multiple of 4096");
	if (is_flash && !take_sha256(start, params))
		return complain(err, err_len, "sha256 is missing or malformed");
	if (!take_blocks(start, params))
		return complain(err, err_len, "block or md5 is malformed");
	field_json_bool(json_object_get(params, "erase"), &start->erase);
	start->offset = (uint32_t)offset;
	start->baud = (uint32_t)baud;
	start->size = (uint64_t)size;
	return true;
}

bool
start_from_json(struct stream_start *start, enum stream_kind kind,
    const json_t *params, char *err, size_t err_len)
{
	memset(start, 0, sizeof(*start));
	start->kind = (uint8_t)kind;
	switch (kind) {
	case STREAM_EXEC:
		return start_exec(start, params, err, err_len);
	case STREAM_REPL:
		return start_repl(start, params, err, err_len);
	case STREAM_FILE_GET:
	case STREAM_FILE_PUT:
		return start_file(start, params, err, err_len);
	case STREAM_UPDATE:
		return start_update(start, params, err, err_len);
	case STREAM_FLASH:
	case STREAM_BACKUP:
		return start_rom(start, params, err, err_len);
	case STREAM_EVENTS:
	case STREAM_LOGS:
		break;
	}
	return complain(err, err_len, "no such stream");
}
