/* SPDX-License-Identifier: MIT */
/*
 * The target of an HTTP request taken apart: path segments and query, both
 * percent-decoded. Bytes from outside: everything is bounded and checked.
 */
#ifndef WEB_URL_H
#define WEB_URL_H

#include <stdbool.h>
#include <stddef.h>

#define URL_MAX          4096
#define URL_SEGMENTS_MAX 12
#define URL_QUERY_MAX    16

struct url_pair {
	const char *key;   /* borrowed: url->buf */
	const char *value; /* borrowed: url->buf */
};

struct url {
	char buf[URL_MAX + 1];
	const char *segments[URL_SEGMENTS_MAX]; /* borrowed: buf */
	size_t segment_count;
	struct url_pair query[URL_QUERY_MAX];
	size_t query_count;
};

/*
 * Splits and decodes a target such as "/v1/boards/a%2Fb?path=%2F". False for
 * one that is too long, does not begin with '/', has bad escapes, control
 * characters, or a segment "." or "..".
 */
bool url_parse(struct url *url, const char *target);
/* The value of a query key, or NULL. */
const char *url_query(const struct url *url, const char *key);

#endif
