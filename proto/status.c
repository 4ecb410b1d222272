/* SPDX-License-Identifier: MIT */
/* Names, texts and retry classes of status.def. */
#include <stddef.h>

#include "status.h"

static const struct status_line {
	uint16_t value;
	uint8_t retry;
	const char *name;
	const char *text;
} status_lines[] = {
#define X(value, name, retry, text) \
	{ (value), PROTO_RETRY_##retry, #name, text },
#include "status.def"
#undef X
};

static const struct status_line *
find_line(uint16_t status)
{
	if (proto_status_errno(status) != 0)
		status = PROTO_STATUS_FS_ERROR;
	for (size_t i = 0; i < sizeof(status_lines) / sizeof(*status_lines);
	     i++)
		if (status_lines[i].value == status)
			return &status_lines[i];
	return &status_lines[PROTO_STATUS_UNKNOWN];
}

const char *
proto_status_name(uint16_t status)
{
	return find_line(status)->name;
}

const char *
proto_status_text(uint16_t status)
{
	return find_line(status)->text;
}

enum proto_retry
proto_status_retry(uint16_t status)
{
	return (enum proto_retry)find_line(status)->retry;
}
