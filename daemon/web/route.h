/* SPDX-License-Identifier: MIT */
/* Which method of the API a verb and a path mean. */
#ifndef WEB_ROUTE_H
#define WEB_ROUTE_H

#include "daemon/common/api.h"
#include "daemon/web/url.h"

enum route_result {
	ROUTE_OK,
	ROUTE_NONE,      /* no method has this path */
	ROUTE_WRONG_VERB /* the path exists for other verbs */
};

struct route {
	const struct api_method *method; /* borrowed: api_methods */
	const char *board;               /* borrowed: the url; "" */
	const char *pin;                 /* borrowed: the url; "" */
};

enum route_result route_find(struct route *route, const char *verb,
    const struct url *url);

#endif
