/* SPDX-License-Identifier: MIT */
/* The target of a request: decoding and routing; then as headers. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/web/guard.h"
#include "daemon/web/route.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct url url;
	struct guard_headers headers;
	struct route route;
	char *text = malloc(size + 1);
	size_t i;

	if (text == NULL)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	if (url_parse(&url, text)) {
		for (i = 0; i < url.segment_count; i++)
			if (strchr(url.segments[i], '\n') != NULL ||
			    strcmp(url.segments[i], "..") == 0)
				abort();
		if (route_find(&route, "GET", &url) == ROUTE_OK &&
		    strstr(route.method->path, "{board}") != NULL &&
		    *route.board == '\0')
			abort();
	}
	headers = (struct guard_headers){ text, text, text, text };
	guard_refusal(&headers, 8420, true, false);
	free(text);
	return 0;
}
