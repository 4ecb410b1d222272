/* SPDX-License-Identifier: MIT */
/*
 * The closed list of statuses (status.def) and what to do about each.
 * The texts live in status.c, which firmware need not link.
 */
#ifndef PROTO_STATUS_H
#define PROTO_STATUS_H

#include <stdint.h>

enum proto_status {
#define X(value, name, retry, text) PROTO_STATUS_##name = (value),
#include "status.def"
#undef X
};

#define PROTO_STATUS_FS_BASE 0x400 /* plus the board's errno, 1..255 */

enum proto_retry {
	PROTO_RETRY_NEVER,
	PROTO_RETRY_NOW,
	PROTO_RETRY_BACKOFF,
	PROTO_RETRY_AFTER_RESET
};

/* "NOT_FOUND"; for file system errors "FS_ERROR", else "UNKNOWN". */
const char *proto_status_name(uint16_t status);
/* Text for people, lower case, no full stop. */
const char *proto_status_text(uint16_t status);
enum proto_retry proto_status_retry(uint16_t status);

/* The errno in a file system status, or 0 for any other status. */
static inline int
proto_status_errno(uint16_t status)
{
	return (status & 0xff00) == PROTO_STATUS_FS_BASE ? status & 0xff : 0;
}

#endif
