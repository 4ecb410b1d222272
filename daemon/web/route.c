/* SPDX-License-Identifier: MIT */
/* Which method of the API a verb and a path mean. */
#include "config.h"

#include <string.h>

#include "daemon/web/route.h"

/* The next segment of a pattern such as "/v1/boards/{board}". */
static size_t
pattern_segment(const char **pattern)
{
	if (**pattern == '/')
		(*pattern)++;
	return strcspn(*pattern, "/");
}

static bool
segment_matches(const char *pattern, size_t len, const char *segment,
    struct route *route)
{
	static const char board[] = "{board}";
	static const char pin[] = "{pin}";

	if (len == sizeof(board) - 1 && memcmp(pattern, board, len) == 0) {
		route->board = segment;
		return *segment != '\0';
	}
	if (len == sizeof(pin) - 1 && memcmp(pattern, pin, len) == 0) {
		route->pin = segment;
		return *segment != '\0';
	}
	return strlen(segment) == len && memcmp(pattern, segment, len) == 0;
}

static bool
path_matches(const char *pattern, const struct url *url, struct route *route)
{
	size_t len;
	size_t i;

	route->board = "";
	route->pin = "";
	for (i = 0; i < url->segment_count; i++) {
		len = pattern_segment(&pattern);
		if (len == 0 ||
		    !segment_matches(pattern, len, url->segments[i], route))
			return false;
		pattern += len;
	}
	return *pattern == '\0';
}

enum route_result
route_find(struct route *route, const char *verb, const struct url *url)
{
	enum route_result result = ROUTE_NONE;
	const struct api_method *method;
	size_t i;

	for (i = 0; i < api_method_count; i++) {
		method = &api_methods[i];
		if (!path_matches(method->path, url, route))
			continue;
		if (strcmp(api_verb_name(method->verb), verb) == 0) {
			route->method = method;
			return ROUTE_OK;
		}
		result = ROUTE_WRONG_VERB;
	}
	return result;
}
