/* SPDX-License-Identifier: MIT */
/* The target of an HTTP request taken apart. */
#include "config.h"

#include <string.h>

#include "daemon/web/url.h"

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Decodes in place; false for a bad escape or a control character. */
static bool
decode(char *text, bool plus_is_space)
{
	char *to = text;
	const char *from;
	int value;

	for (from = text; *from != '\0'; from++) {
		value = (unsigned char)*from;
		if (*from == '%') {
			int high = hex_digit(from[1]);
			int low = high == -1 ? -1 : hex_digit(from[2]);

			if (low == -1)
				return false;
			value = high << 4 | low;
			from += 2;
		} else if (*from == '+' && plus_is_space)
			value = ' ';
		if (value < 0x20 || value == 0x7f)
			return false;
		*to++ = (char)value;
	}
	*to = '\0';
	return true;
}

static bool
is_dots(const char *segment)
{
	return strcmp(segment, ".") == 0 || strcmp(segment, "..") == 0;
}

static bool
split_path(struct url *url, char *path)
{
	char *segment;
	char *rest = path + 1;

	if (*path != '/')
		return false;
	if (*rest == '\0')
		return true;
	while ((segment = strsep(&rest, "/")) != NULL) {
		if (url->segment_count == URL_SEGMENTS_MAX)
			return false;
		if (!decode(segment, false) || is_dots(segment))
			return false;
		url->segments[url->segment_count++] = segment;
	}
	return true;
}

static bool
split_query(struct url *url, char *query)
{
	struct url_pair *pair;
	char *value;
	char *part;

	while ((part = strsep(&query, "&")) != NULL) {
		if (*part == '\0')
			continue;
		if (url->query_count == URL_QUERY_MAX)
			return false;
		value = strchr(part, '=');
		if (value != NULL)
			*value++ = '\0';
		else
			value = part + strlen(part);
		if (!decode(part, true) || !decode(value, true))
			return false;
		pair = &url->query[url->query_count++];
		pair->key = part;
		pair->value = value;
	}
	return true;
}

bool
url_parse(struct url *url, const char *target)
{
	size_t len = strlen(target);
	char *query;

	url->segment_count = 0;
	url->query_count = 0;
	if (len > URL_MAX)
		return false;
	memcpy(url->buf, target, len + 1);
	query = strchr(url->buf, '?');
	if (query != NULL)
		*query++ = '\0';
	return split_path(url, url->buf) &&
	    (query == NULL || split_query(url, query));
}

const char *
url_query(const struct url *url, const char *key)
{
	size_t i;

	for (i = 0; i < url->query_count; i++)
		if (strcmp(url->query[i].key, key) == 0)
			return url->query[i].value;
	return NULL;
}
