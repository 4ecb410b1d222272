/* SPDX-License-Identifier: MIT */
/* Who may speak to the HTTP port. */
#include "config.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "daemon/web/guard.h"

static const char *const our_hosts[] = { "127.0.0.1", "localhost", "[::1]" };

#define OUR_HOST_COUNT (sizeof(our_hosts) / sizeof(our_hosts[0]))

bool
guard_host_is_ours(const char *host, uint16_t port)
{
	char suffix[8];
	size_t len;
	size_t i;

	snprintf(suffix, sizeof(suffix), ":%u", port);
	for (i = 0; i < OUR_HOST_COUNT; i++) {
		len = strlen(our_hosts[i]);
		if (strncasecmp(host, our_hosts[i], len) != 0)
			continue;
		if (strcmp(host + len, suffix) == 0)
			return true;
		/* Browsers leave the default port out. */
		if (host[len] == '\0' && port == 80)
			return true;
	}
	return false;
}

bool
guard_origin_is_ours(const char *origin, uint16_t port)
{
	static const char scheme[] = "http://";

	return strncasecmp(origin, scheme, sizeof(scheme) - 1) == 0 &&
	    guard_host_is_ours(origin + sizeof(scheme) - 1, port);
}

static bool
content_type_is_ours(const char *type)
{
	static const char *const ours[] = { "application/json",
		"application/octet-stream" };
	size_t len;
	size_t i;

	if (type == NULL)
		return false;
	len = strcspn(type, "; \t");
	for (i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
		if (len == strlen(ours[i]) &&
		    strncasecmp(type, ours[i], len) == 0)
			return true;
	return false;
}

const char *
guard_refusal(const struct guard_headers *headers, uint16_t port, bool unsafe,
    bool websocket)
{
	if (headers->host == NULL || !guard_host_is_ours(headers->host, port))
		return "host header does not name this gateway; use its "
		       "loopback address and port";
	if (!unsafe && !websocket)
		return NULL;
	if (headers->origin != NULL &&
	    !guard_origin_is_ours(headers->origin, port))
		return "request comes from another web site";
	if (headers->fetch_site != NULL &&
	    strcmp(headers->fetch_site, "same-origin") != 0 &&
	    strcmp(headers->fetch_site, "none") != 0)
		return "request comes from another web site";
	if (unsafe && !content_type_is_ours(headers->content_type))
		return "content type must be application/json";
	return NULL;
}
